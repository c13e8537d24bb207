"""收件箱 notices — what I am told about the suggestions of my concern, and how much is new."""

from dataclasses import asdict, dataclass

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from projections import inbox as views
from projections.inbox import Notice
from services import inbox
from services.answers import documented
from services.asking import TheAsking
from services.declared import asking as asked
from services.declared import reading_as_oneself
from services.http import LIMIT_USUAL, POSITION_MAX, After, Before, Limit, Who
from services.own_acts import names_of
from services.problems import FORGED_REQUEST, NOT_SIGNED_IN

router = APIRouter(prefix="/c/{community}", tags=["收件箱 · inbox"])


class Seeing(BaseModel):
    """已看到 · up to which entry the notices were seen."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"position": 80}]})

    position: int = Field(ge=0, le=POSITION_MAX)


@dataclass(frozen=True, slots=True)
class NoticeShown:
    """通知 · something that happened to a suggestion of my concern."""

    __pydantic_config__ = documented(
        position=80, at="2026-09-20T08:30Z", kind="answered", who="staff:chen",
        suggestion="suggestion:0123456789abcdefghijkl", title="给排练室加隔音", subject=None,
        subject_title=None, detail="planned", text="下个月动工。",
    )  # fmt: skip

    position: int
    at: str
    kind: str
    """answered, amended, reply, merged, merge-undone, moderated, appeal-decided, poll-opened,
    poll-closed or poll-cancelled."""
    who: str | None
    """Null where a child speaks, whose words carry no sign."""
    suggestion: str
    title: str | None
    subject: str | None
    """The comment, the poll or the other suggestion that it is about."""
    subject_title: str | None
    detail: str | None
    """The status of an answer, the rule, the outcome of an appeal, or the new version."""
    text: str | None


@dataclass(frozen=True, slots=True)
class NoticePage:
    """收件箱的一页 · newest first; pass `next` as `before`."""

    seen: int
    """The last position that was seen: what stands behind it is new."""
    unseen: int
    """How many are new, counted to 99."""
    items: list[NoticeShown]
    next: int | None


@dataclass(frozen=True, slots=True)
class SeenShown:
    """已看到 · how far I have looked, after this request."""

    __pydantic_config__ = documented(seen=80, unseen=0)

    seen: int
    unseen: int


@router.get(
    "/me/inbox",
    summary="收件箱 · What concerns me, newest first",
    response_model=NoticePage,
    responses=reading_as_oneself(),
    dependencies=[After],
)
async def list_notices(
    asking: TheAsking, account: Who, before: Before = None, limit: Limit = LIMIT_USUAL
) -> Response:
    linli, community = asking.linli, asking.community
    names = await names_of(linli, account)
    found = await views.notices(linli.views, community, names, before=before, limit=limit + 1)
    items = [_shown(one) for one in found[:limit]]
    page = NoticePage(
        seen=await linli.inbox.seen(account),
        unseen=await inbox.unseen(linli, community, account),
        items=items,
        next=items[-1].position if len(found) > limit else None,
    )
    return asking.shown(page, cache="private, no-cache")


@router.put(
    "/me/inbox/seen",
    summary="标为已看 · Everything up to this entry was seen; nothing of it is in the log",
    responses=asked(NOT_SIGNED_IN, FORGED_REQUEST),
)
async def mark_seen(asking: TheAsking, account: Who, seeing: Seeing) -> SeenShown:
    linli, community = asking.linli, asking.community
    seen = await inbox.seen_up_to(linli, community, account, seeing.position)
    return SeenShown(seen, await inbox.unseen(linli, community, account))


def _shown(one: Notice) -> NoticeShown:
    said = asdict(one)
    is_unsigned = said.pop("unsigned")
    return NoticeShown(**(said | ({"who": None} if is_unsigned else {})))
