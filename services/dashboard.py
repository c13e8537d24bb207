"""看板 dashboard — the figures of participation, each marked as provable or stated."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Response

from projections.dashboard_shapes import Dashboard, Figure
from projections.views import Community
from services.answers import documented
from services.asking import TheAsking
from services.declared import reading
from services.http import After, Now
from services.wording import Day, Word

router = APIRouter(prefix="/c/{community}", tags=["看板 · dashboard"])


@dataclass(frozen=True, slots=True)
class FigureShown:
    """数字 · one figure."""

    __pydantic_config__ = documented(
        id="participation-permille",
        value=412,
        unit="permille",
        provable=True,
        scope="voice:2026",
    )

    id: str
    value: int
    unit: str
    provable: bool
    """Whether anybody can recount it from the public log alone."""
    scope: str | None
    """Within which scope it was counted; null: the whole log."""


@dataclass(frozen=True, slots=True)
class DayShown:
    """一天 · acts and distinct people of one local day and kind."""

    __pydantic_config__ = documented(day="2026-09-02", kind="stance", acts=31, people=12)

    day: date
    kind: str
    acts: int
    people: int | None
    """Distinct names of the asked scope; null without a scope: two names may be one person."""


@dataclass(frozen=True, slots=True)
class CountShown:
    """计数 · how many acts came by one channel, or lie in one category."""

    __pydantic_config__ = documented(name="web", count=120)

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class RollDay:
    """名册 · who joined, was verified and left on one local day, and the roll at its end."""

    __pydantic_config__ = documented(
        day="2026-09-02", joined=7, verified=5, left=1, members=126, members_verified=102
    )

    day: date
    joined: int
    verified: int
    left: int
    members: int
    """How many were on the roll after the last entry of that day."""
    members_verified: int


@dataclass(frozen=True, slots=True)
class RollBefore:
    """此前的名册 · who had joined, been verified and left before the first day that is shown."""

    __pydantic_config__ = documented(
        joined=124, verified=101, left=4, members=120, members_verified=98
    )

    joined: int
    verified: int
    left: int
    members: int
    members_verified: int


@dataclass(frozen=True, slots=True)
class StageShown:
    """一步 · how many suggestions ever got so far, and after how many days half of them had."""

    __pydantic_config__ = documented(stage="answered", suggestions=12, median_days=9)

    stage: str
    suggestions: int
    median_days: int | None
    """The lower median of whole days from being made; null: none got so far."""


@dataclass(frozen=True, slots=True)
class LateShown:
    """逾期 · a suggestion whose answer, or what was promised about it, is late."""

    __pydantic_config__ = documented(suggestion="suggestion:…", due="2026-09-30", days=3)

    suggestion: str
    due: date
    days: int
    """How many days ago that was."""


@dataclass(frozen=True, slots=True)
class StalledShown:
    """停滞 · a suggestion that was left without a word for long."""

    __pydantic_config__ = documented(
        suggestion="suggestion:…", status="under-review", since="2026-07-01", days=64
    )

    suggestion: str
    status: str
    since: date
    days: int


@dataclass(frozen=True, slots=True)
class HiddenShown:
    """隐藏 · how many suggestions and comments a rule hides now."""

    __pydantic_config__ = documented(rule="advertising", suggestions=1, comments=4)

    rule: str
    suggestions: int
    comments: int


@dataclass(frozen=True, slots=True)
class DashboardShown:
    """看板 · the participation dashboard."""

    position: int
    """Up to which position of the log it counts."""
    scope: str | None
    scopes: list[str]
    figures: list[FigureShown]
    days: list[DayShown]
    channels: list[CountShown]
    categories: list[CountShown]
    roll_before: RollBefore
    roll: list[RollDay]
    today: date
    """The day in the community by which something is late or has stalled."""
    stages: list[StageShown]
    overdue: list[LateShown]
    """Answers that are owed and were not given in time, the latest first; at most twenty."""
    broken: list[LateShown]
    """What was promised by a day and is not done."""
    stalled: list[StalledShown]
    hidden: list[HiddenShown]


def figure_shown(figure: Figure) -> FigureShown:
    return FigureShown(figure.id, figure.value, figure.unit, figure.provable, figure.scope)


def dashboard_shown(found: Dashboard) -> DashboardShown:
    return DashboardShown(
        position=found.position,
        scope=found.scope,
        scopes=found.scopes,
        figures=[figure_shown(one) for one in found.figures],
        days=[DayShown(one.day, one.kind, one.acts, one.people) for one in found.days],
        channels=[CountShown(name, count) for name, count in found.channels],
        categories=[CountShown(name, count) for name, count in found.categories],
        roll_before=RollBefore(*found.roll_before),
        roll=[RollDay(*day) for day in found.roll],
        today=found.today,
        stages=[StageShown(it.stage, it.suggestions, it.median_days) for it in found.stages],
        overdue=[LateShown(*late) for late in found.overdue],
        broken=[LateShown(*late) for late in found.broken],
        stalled=[StalledShown(*each) for each in found.stalled],
        hidden=[HiddenShown(*counts) for counts in found.hidden],
    )


def today_in(community: Community, now: datetime) -> date:
    """The local day of a community at a moment."""
    return now.astimezone(ZoneInfo(community.time_zone)).date()


@router.get(
    "/dashboard",
    summary="参与看板 · The participation dashboard",
    response_model=DashboardShown,
    responses=reading(),
    dependencies=[After],
)
async def dashboard(
    asking: TheAsking,
    now: Now,
    scope: Word | None = None,
    first: Day | None = None,
    last: Day | None = None,
) -> Response:
    today = today_in(asking.community, now)
    found = await asking.linli.dashboards.dashboard(
        asking.views, asking.community, scope=scope, first=first, last=last, today=today
    )
    return asking.shown(dashboard_shown(found))
