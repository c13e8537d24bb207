"""居民 residents — joining the roll, being verified at the desk, and who sees what of the roll."""

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict

from domain.kernel import Act
from domain.residents.join_community import (
    AlreadyAMember,
    ChildrenJoinWithAGuardian,
    JoinCommunity,
)
from domain.residents.verify_residence import NobodyVerifiesThemselves, VerifyResidence
from domain.standing import NotAMember, NotYourOffice
from projections import residents as views
from projections import suggestions
from services.answers import Receipt, documented
from services.asking import TheAsking, TheDeciding
from services.declared import reading_as_oneself, writing
from services.http import (
    LIMIT_USUAL,
    After,
    Before,
    Limit,
    Staff,
    TheId,
    Who,
)
from services.problems import NOT_STAFF, TOO_MANY_ARRIVALS
from services.signing_in import address_of
from services.speaking import DESK, WEB
from services.wording import Household, PersonName

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
        login="xiaoming", staff=None, role=None, member="member:0123456789abcdefghijkl",
        on_the_roll=None, kept={"name": "王小明"},
    )  # fmt: skip

    login: str
    staff: str | None
    role: str | None
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
    responses=writing(AlreadyAMember, ChildrenJoinWithAGuardian, TOO_MANY_ARRIVALS),
)
async def join_community(
    joining: Joining,
    arriving: Request,
    deciding: TheDeciding,
) -> Response:
    now, slug = deciding.now, deciding.community.slug
    deciding.linli.arrivals.admit("member", slug, address_of(arriving), now)
    member = await deciding.member()
    command = JoinCommunity(act=Act.of(member, now), channel=WEB, **joining.model_dump())
    return await deciding.receipt(command, member)


@router.post(
    "/desk/residents",
    summary="代办加入 · Somebody without a log-in joins at the desk, a child with a guardian",
    response_model=Receipt,
    status_code=201,
    responses=writing(NOT_STAFF, NotYourOffice, AlreadyAMember),
)
async def join_at_the_desk(
    joining: Joining,
    staff: Staff,
    deciding: TheDeciding,
) -> Response:
    identity, request = deciding.linli.identity, deciding.request
    person = await identity.new_person(request.id if request else None)
    member = await identity.name(person, deciding.community, "member")
    act = Act.of(staff, deciding.now, member)
    command = JoinCommunity(act=act, channel=DESK, **joining.model_dump())
    return await deciding.receipt(command, member)


@router.post(
    "/residents/{member}/verification",
    summary="确认居住 · The desk confirms that somebody lives here",
    response_model=Receipt,
    status_code=201,
    responses=writing(NOT_STAFF, NotYourOffice, NotAMember, NobodyVerifiesThemselves),
)
async def verify_residence(
    member: TheId,
    staff: Staff,
    deciding: TheDeciding,
) -> Response:
    act, own = Act.of(staff, deciding.now), await deciding.member()
    command = VerifyResidence(act=act, resident=member, verifier=own)
    return await deciding.receipt(command)


@router.get(
    "/residents",
    summary="名册 · The roll, for staff",
    response_model=MemberPage,
    responses=reading_as_oneself(NOT_STAFF),
    dependencies=[After],
)
async def list_members(
    asking: TheAsking,
    staff: Staff,  # noqa: ARG001 - asks for the office; who holds it does not matter here.
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
    role = await views.role_of(reads, community, account.staff) if account.staff else None
    positions = [found.joined_position] if found else []
    kept = await asking.linli.record.private(community, positions)
    myself = Myself(
        login=account.login,
        staff=account.staff,
        role=role,
        member=name,
        on_the_roll=member_shown(found) if found else None,
        kept=kept.get(found.joined_position, {}) if found else {},
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
