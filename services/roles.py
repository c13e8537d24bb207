"""职责 roles — who serves as what, given and taken back by the committee, laid down by oneself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from domain.kernel import Act
from domain.residents.grant_role import NobodyGrantsThemselves, NoSuchRole, TheTermIsOver
from domain.residents.revoke_role import AnotherMemberEndsThis
from domain.standing import NotAMember, NotYourOffice
from projections import offices as views
from projections.offices import Office
from services.answers import Receipt, documented
from services.appointing import Appointing
from services.asking import Deciding, TheAsking, TheDeciding
from services.declared import reading, writing
from services.http import POSITION_MAX, After
from services.identity import HandleTaken
from services.problems import (
    ANOTHER_HANDLE,
    NO_HANDLE,
    NO_LOG_IN,
    NO_SUCH_LOGIN,
    NO_SUCH_PROPOSAL,
    NOT_YOUR_OFFICE,
    NOT_YOUR_ROLE,
    RESERVED_HANDLE,
    Unanswerable,
)
from services.wording import (
    HANDLE,
    SCOPE,
    SCOPE_CHARACTERS_MAX,
    Day,
    OneLine,
    Resident,
    Word,
)

router = APIRouter(prefix="/c/{community}", tags=["职责 · roles"])

Scope = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=SCOPE_CHARACTERS_MAX, pattern=f"^(?:{SCOPE.pattern})$"
    ),
    OneLine,
]
Handle = Annotated[str, StringConstraints(max_length=30, pattern=f"^(?:{HANDLE.pattern})$")]
PART = Field(
    default=None,
    description="范围；不填为全社区 · For what, such as `space:reading-room`; null: everything.",
)


@dataclass(frozen=True, slots=True)
class RoleShown:
    """职责 · a role that somebody holds, or that waits for a second approval."""

    __pydantic_config__ = documented(
        holder="staff:chen", role="clerk", scope=None, until="2026-12-31T16:00Z",
        position=7, at="2026-09-01T08:00Z", by="staff:committee",
    )  # fmt: skip

    holder: str
    role: str
    scope: str | None
    """For what; null: for the whole community."""
    until: str | None
    """When it ends, exclusive; null: it has no end."""
    position: int
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class RoleList:
    """职责列表 · who serves today, and what waits for a second approval."""

    items: list[RoleShown]
    waiting: list[RoleShown]


class Granting(BaseModel):
    """授予 · a role for a log-in or a `member:` name."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {"who": "xiaochen", "role": "clerk", "handle": "chen", "last_day": "2026-12-31"}
            ]
        },
    )

    who: Resident
    role: Word
    handle: Handle | None = Field(
        default=None,
        description="工作代号，第一次任职时必填 · The public handle, needed for a first office.",
    )
    scope: Scope | None = PART
    last_day: Day | None = Field(
        default=None, description="任期最后一天 · The last local day; null: no end."
    )


class Confirming(BaseModel):
    """确认 · the second approval of a role that another one proposed."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"proposal": 12}]})

    proposal: Annotated[int, Field(ge=1, le=POSITION_MAX)]
    """The position at which it was proposed."""


class SteppingDown(BaseModel):
    """卸任 · a role of one's own that is laid down."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"role": "clerk"}]})

    role: Word
    scope: Scope | None = PART


class Revoking(SteppingDown):
    """解除 · a role that somebody is to hold no longer."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"holder": "staff:chen", "role": "clerk"}]},
    )

    holder: Annotated[str, StringConstraints(min_length=1, max_length=120), OneLine]


@router.get(
    "/roles",
    summary="谁在任 · Who serves as what",
    response_model=RoleList,
    responses=reading(),
    dependencies=[After],
)
async def list_roles(asking: TheAsking) -> Response:
    now = Act.of("system", asking.linli.clock()).at
    standing = await views.offices(asking.views, asking.community)
    serving = [each for each in standing if each.until is None or each.until > now]
    waiting = await views.proposals(asking.views, asking.community, now)
    return asking.shown(RoleList(roles_shown(serving), roles_shown(waiting)))


@router.post(
    "/roles",
    summary="授予职责 · The committee gives a role, or proposes it where two must agree",
    response_model=Receipt,
    status_code=201,
    responses=writing(
        NotYourOffice, NOT_YOUR_OFFICE, NO_SUCH_LOGIN, NO_LOG_IN, NO_HANDLE, HandleTaken,
        RESERVED_HANDLE, ANOTHER_HANDLE,
        NoSuchRole, NobodyGrantsThemselves, NotAMember, TheTermIsOver,
    ),
)  # fmt: skip
async def grant_role(granting: Granting, deciding: TheDeciding) -> Response:
    command = await appointing(deciding).grant(
        who=granting.who,
        role=granting.role,
        handle=granting.handle or "",
        scope=granting.scope,
        last_day=granting.last_day,
    )
    return await deciding.receipt(command, command.holder)


@router.post(
    "/roles/confirmations",
    summary="第二人确认 · Another member of the committee confirms a proposed role",
    response_model=Receipt,
    status_code=201,
    responses=writing(
        NotYourOffice, NOT_YOUR_OFFICE, NO_SUCH_PROPOSAL, NobodyGrantsThemselves, TheTermIsOver
    ),
    dependencies=[After],
)
async def confirm_role(confirming: Confirming, deciding: TheDeciding) -> Response:
    committee = appointing(deciding)
    found = await committee.waiting(confirming.proposal)
    if found is None:
        raise Unanswerable(NO_SUCH_PROPOSAL)
    return await deciding.receipt(await committee.confirm(found), found.holder)


@router.post(
    "/roles/revocations",
    summary="解除职责 · The committee ends a role",
    response_model=Receipt,
    status_code=201,
    responses=writing(NotYourOffice, NOT_YOUR_OFFICE, AnotherMemberEndsThis),
)
async def revoke_role(revoking: Revoking, deciding: TheDeciding) -> Response:
    command = appointing(deciding).revoke(
        holder=revoking.holder, role=revoking.role, scope=revoking.scope
    )
    return await deciding.receipt(command)


@router.post(
    "/roles/resignations",
    summary="卸任 · Lay down a role of one's own",
    response_model=Receipt,
    status_code=201,
    responses=writing(NoSuchRole, NOT_YOUR_ROLE, AnotherMemberEndsThis),
)
async def step_down(stepping_down: SteppingDown, deciding: TheDeciding) -> Response:
    command = await appointing(deciding).step_down(
        role=stepping_down.role, scope=stepping_down.scope
    )
    return await deciding.receipt(command)


def appointing(deciding: Deciding) -> Appointing:
    return Appointing(deciding.linli, deciding.community, deciding.account, deciding.now)


def roles_shown(found: Sequence[Office]) -> list[RoleShown]:
    return [
        RoleShown(it.holder, it.role, it.scope, it.until, it.position, it.at, it.by) for it in found
    ]
