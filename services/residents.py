"""居民 residents — joining the roll, being verified at the desk, and who sees what of the roll."""

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from domain.kernel import Act
from domain.residents.join_community import (
    AlreadyAMember,
    ChildrenJoinWithAGuardian,
)
from domain.residents.verify_residence import NobodyVerifiesThemselves, VerifyResidence
from domain.standing import NotAMember, NotYourOffice
from projections import residents as views
from projections import suggestions
from services.answers import Receipt, documented, receipt
from services.asking import TheAsking, TheDeciding
from services.contacts import own_details
from services.declared import reading_as_oneself, writing
from services.http import (
    LIMIT_USUAL,
    After,
    Before,
    Limit,
    TheMember,
    Who,
)
from services.joining import Details, Newcomer, joined_at_the_desk, settled
from services.permitting import offices_in_force
from services.problems import (
    ASK_AT_THE_DESK,
    HOUSEHOLD_IS_FULL,
    NO_SUCH_CODE,
    PERHAPS_THE_SAME,
    TOO_MANY_ARRIVALS,
    TOO_MANY_TRIES,
)
from services.signing_in import address_of
from services.wording import Code, Household, PersonName

router = APIRouter(prefix="/c/{community}", tags=["居民 · residents"])
PRIVATE = "private, no-cache"


class Joining(BaseModel):
    """加入 · what the desk is told; it is kept encrypted, for you and the staff."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"name": "王小明", "household": "3-2-501", "age_band": "18-and-over"}]
        },
    )

    name: PersonName
    household: Household = ""
    age_band: Literal["under-14", "14-17", "18-and-over"]

    @property
    def details(self) -> Details:
        return Details(self.name, self.household, self.age_band)


class JoiningByOneself(Joining):
    """加入 · the same; the code of an invitation letter stands for the household."""

    code: Code = ""


class JoiningAtTheDesk(Joining):
    """代办加入 · the same; the desk knows of two people of one name and household."""

    although_alike: bool = False


@dataclass(frozen=True, slots=True)
class MemberShown:
    """名册上的人 · somebody on the roll, without anything private."""

    __pydantic_config__ = documented(
        member="member:0123456789abcdefghijkl", joined_position=12,
        joined_at="2026-09-01T08:00Z", channel="web", verified_position=15,
    )  # fmt: skip

    member: str
    joined_position: int
    joined_at: str
    channel: str
    verified_position: int | None
    """Since where in the log the residence is confirmed; null: not yet."""


@dataclass(frozen=True, slots=True)
class MemberPage:
    """名册的一页 · a page of the roll; pass `next` as `before`."""

    items: list[MemberShown]
    next: int | None


@dataclass(frozen=True, slots=True)
class Myself:
    """我 · me: my account, my place on the roll, and what is kept about me."""

    __pydantic_config__ = documented(
        login="xiaoming", staff=None, offices=[], member="member:0123456789abcdefghijkl",
        on_the_roll=None, kept={"name": "王小明"},
    )  # fmt: skip

    login: str
    staff: str | None
    offices: list[str]
    """What I hold today for the whole community."""
    member: str
    on_the_roll: MemberShown | None
    kept: dict[str, str]
    """The private fields of joining."""


@dataclass(frozen=True, slots=True)
class MyStances:
    """我的附议 · my standing stances, by suggestion."""

    stances: dict[str, str]


def member_shown(member: views.Member) -> MemberShown:
    return MemberShown(
        member.member,
        member.joined_position,
        member.joined_at,
        member.channel,
        member.verified_position,
    )


@router.post(
    "/residents",
    summary="加入社区 · Join the roll",
    response_model=Receipt,
    status_code=201,
    responses=writing(
        AlreadyAMember,
        ChildrenJoinWithAGuardian,
        NO_SUCH_CODE,
        HOUSEHOLD_IS_FULL,
        ASK_AT_THE_DESK,
        TOO_MANY_TRIES,
        TOO_MANY_ARRIVALS,
    ),
)
async def join_community(
    joining: JoiningByOneself,
    arriving: Request,
    deciding: TheDeciding,
) -> Response:
    newcomer = Newcomer(
        deciding.linli,
        deciding.community,
        deciding.account,
        address_of(arriving),
        deciding.now,
        deciding.request,
    )
    joined = await newcomer.join(joining.details, joining.code)
    return receipt(joined.recorded, joined.member)


@router.post(
    "/desk/residents",
    summary="代办加入 · Somebody without a log-in joins at the desk, a child with a guardian",
    response_model=Receipt,
    status_code=201,
    responses=writing(NotYourOffice, AlreadyAMember, PERHAPS_THE_SAME),
)
async def join_at_the_desk(
    joining: JoiningAtTheDesk,
    deciding: TheDeciding,
) -> Response:
    joined = await joined_at_the_desk(
        deciding.linli,
        deciding.community,
        deciding.staff,
        joining.details,
        key=deciding.request,
        although_alike=joining.although_alike,
    )
    return receipt(joined.recorded, joined.member)


@router.post(
    "/residents/{member}/verification",
    summary="确认居住 · The desk confirms that somebody lives here",
    response_model=Receipt,
    status_code=201,
    responses=writing(NotYourOffice, NotAMember, NobodyVerifiesThemselves),
)
async def verify_residence(
    member: TheMember,
    deciding: TheDeciding,
) -> Response:
    act, own = Act.of(deciding.staff, deciding.now), await deciding.member()
    command = VerifyResidence(act=act, resident=member, verifier=own)
    answer = await deciding.receipt(command)
    await settled(deciding.linli, deciding.community, member)
    return answer


@router.get(
    "/residents",
    summary="名册 · The roll, for staff",
    response_model=MemberPage,
    responses=reading_as_oneself(NotYourOffice),
    dependencies=[After],
)
async def list_members(
    asking: TheAsking,
    verified: bool | None = None,  # noqa: FBT001 - a question in the address, given by name.
    before: Before = None,
    limit: Limit = LIMIT_USUAL,
) -> Response:
    found = await views.members(
        asking.views, asking.community, verified=verified, before=before, limit=limit + 1
    )
    page = [member_shown(member) for member in found[:limit]]
    following = page[-1].joined_position if len(found) > limit else None
    return asking.shown(MemberPage(page, following), cache=PRIVATE)


@router.get(
    "/me",
    summary="我 · Me",
    response_model=Myself,
    responses=reading_as_oneself(),
    dependencies=[After],
)
async def me(asking: TheAsking, account: Who) -> Response:
    reads, community = asking.views, asking.community
    name = await asking.name(account, "member")
    found = await views.member(reads, community, name)
    held = await offices_in_force(asking.request, asking.linli, community, account)
    myself = Myself(
        login=account.login,
        staff=account.staff,
        offices=sorted(held),
        member=name,
        on_the_roll=member_shown(found) if found else None,
        kept=await own_details(asking.linli, community, name) if found else {},
    )
    return asking.shown(myself, cache=PRIVATE)


@router.get(
    "/me/stances",
    summary="我的附议 · My stances",
    response_model=MyStances,
    responses=reading_as_oneself(),
    dependencies=[After],
)
async def my_stances(asking: TheAsking, account: Who) -> Response:
    reads, community = asking.views, asking.community
    scopes = await suggestions.scopes(reads, community)
    names = [await asking.name(account, scope) for scope in scopes]
    stances = await suggestions.stances_of(reads, community, names)
    return asking.shown(MyStances(dict(stances)), cache=PRIVATE)
