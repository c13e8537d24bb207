"""孩子 — guardians and consents as programs ask for them: my children, consent, withdrawal."""

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from domain.kernel import Act
from domain.residents.give_consent import NoSuchWording
from domain.residents.guardianship import GuardianNotOnTheRoll, NotAGuardian
from domain.residents.name_guardian import (
    EnoughGuardians,
    GuardiansAreAdults,
    NobodyIsTheirOwnGuardian,
    NotANameForThisChild,
)
from domain.standing import NotAMember, NotYourOffice
from services import guardianship
from services.answers import Receipt, documented
from services.asking import Deciding, TheAsking, TheDeciding
from services.declared import reading_as_oneself, writing
from services.guardianship import TODAYS_TEXT, WORDINGS, State, Ward
from services.http import After, TheMember, Who
from services.joining import settled
from services.language import LANGUAGES, sentence
from services.problems import NO_SUCH_LOGIN, NOT_YOUR_OFFICE, Unanswerable
from services.wording import Household, PersonName, Resident

router = APIRouter(prefix="/c/{community}", tags=["居民 · residents"])
PRIVATE = "private, no-cache"
GUARDIAN = "监护人亲自到场时由工作人员代录：登录名或成员化名 · At the desk: who stands there."


class Consenting(BaseModel):
    """同意 · a guardian agrees to a wording."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"text": TODAYS_TEXT}]}
    )

    text: str = Field(max_length=100, description="同意书文本的编号 · The id of the wording.")
    guardian: Resident | None = Field(default=None, description=GUARDIAN)


class Naming(BaseModel):
    """登记监护人 · who speaks for a child."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"guardian": "xiaoming"}]}
    )

    guardian: Resident = Field(description="登录名或成员化名 · The log-in or `member:` name.")


class Telling(BaseModel):
    """重新登记 · what is told anew; what is left out stays as it was."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"age_band": "14-17"}]}
    )

    name: PersonName | None = None
    household: Household | None = None
    age_band: Literal["under-14", "14-17", "18-and-over"] | None = None


@dataclass(frozen=True, slots=True)
class ChildShown:
    """孩子 · a child of mine."""

    __pydantic_config__ = documented(
        child="member:0123456789abcdefghijkl", name="王小小", is_under_14=True, consent="stands",
        position=71, until="2027-09-01T04:00Z", text=TODAYS_TEXT,
    )  # fmt: skip

    child: str
    name: str
    is_under_14: bool
    consent: State
    position: int | None
    """The entry with the last word on it."""
    until: str | None
    text: str | None


@dataclass(frozen=True, slots=True)
class MyChildren:
    """我的孩子 · my children, and the wording that guardians agree to today."""

    text: str
    wording: list[str]
    wording_en: list[str]
    items: list[ChildShown]


def child_shown(ward: Ward) -> ChildShown:
    consent = ward.consent
    return ChildShown(
        ward.child, ward.name, ward.is_child, consent.state, consent.position, consent.until,
        consent.text,
    )  # fmt: skip


TO_CONSENT = (NOT_YOUR_OFFICE, NotYourOffice, NO_SUCH_LOGIN, NotAMember, NotAGuardian)


@router.get(
    "/me/children",
    summary="我的孩子 · The children for whom I speak, and what I am asked to agree to",
    response_model=MyChildren,
    responses=reading_as_oneself(),
    dependencies=[After],
)
async def my_children(asking: TheAsking, account: Who) -> Response:
    wards = await guardianship.children(
        asking.linli, asking.community, account.person, asking.linli.clock()
    )
    wording = WORDINGS[TODAYS_TEXT]
    chinese, english = ([sentence(each, known) for each in wording] for known in LANGUAGES)
    items = [child_shown(ward) for ward in wards]
    return asking.shown(MyChildren(TODAYS_TEXT, chinese, english, items), cache=PRIVATE)


@router.post(
    "/children/{member}/consent",
    summary="监护人同意 · A guardian consents that a child's own words are shown, for a year",
    response_model=Receipt,
    status_code=201,
    responses=writing(*TO_CONSENT, GuardianNotOnTheRoll, NoSuchWording),
)
async def consent(member: TheMember, consenting: Consenting, deciding: TheDeciding) -> Response:
    act, guardian = await _act(deciding, member, consenting.guardian)
    linli, community = deciding.linli, deciding.community
    return await deciding.receipt(
        await guardianship.consenting(linli, community, act, guardian, consenting.text)
    )


@router.delete(
    "/children/{member}/consent",
    summary="收回同意 · A guardian takes the consent back: the child's words are no longer shown",
    response_model=Receipt,
    responses=writing(*TO_CONSENT),
)
async def withdraw(
    member: TheMember,
    deciding: TheDeciding,
    guardian: Annotated[Resident | None, Query(description=GUARDIAN)] = None,
) -> Response:
    act, name = await _act(deciding, member, guardian)
    return await deciding.receipt(
        await guardianship.withdrawing(deciding.linli, deciding.community, act, name)
    )


@router.post(
    "/children/{member}/guardians",
    summary="登记监护人 · The desk notes who speaks for a child",
    response_model=Receipt,
    status_code=201,
    responses=writing(
        NOT_YOUR_OFFICE,
        NotYourOffice,
        NO_SUCH_LOGIN,
        NotAMember,
        NobodyIsTheirOwnGuardian,
        NotANameForThisChild,
        GuardianNotOnTheRoll,
        GuardiansAreAdults,
        EnoughGuardians,
    ),
)
async def name_guardian(member: TheMember, naming: Naming, deciding: TheDeciding) -> Response:
    act = Act.of(deciding.staff, deciding.now, member)
    person = await _person(deciding, naming.guardian)
    return await deciding.receipt(
        await guardianship.named(deciding.linli, deciding.community, act, person)
    )


@router.patch(
    "/residents/{member}/details",
    summary="重新登记 · The desk is told name, household or age band anew",
    response_model=Receipt,
    responses=writing(NOT_YOUR_OFFICE, NotYourOffice, NotAMember),
)
async def tell_details(member: TheMember, telling: Telling, deciding: TheDeciding) -> Response:
    act = Act.of(deciding.staff, deciding.now, member)
    command = await guardianship.telling(deciding.linli, act, **telling.model_dump())
    answer = await deciding.receipt(command)
    await settled(deciding.linli, deciding.community, member, told_anew=True)
    return answer


async def _act(deciding: Deciding, child: str, guardian: str | None) -> tuple[Act, str]:
    """A guardian's own act for a child, or that of staff with the guardian before them."""
    if guardian is None:
        person = deciding.account.person
        name = await guardianship.own_name(deciding.linli, person, child)
        return Act.of(name, deciding.now, child), name
    act = Act.of(deciding.staff, deciding.now, child)
    person = await _person(deciding, guardian)
    return act, await guardianship.own_name(deciding.linli, person, child)


async def _person(deciding: Deciding, resident: str) -> UUID:
    found = await deciding.speaking(resident).person_behind(resident)
    if found is None:
        raise Unanswerable(NO_SUCH_LOGIN)
    return found
