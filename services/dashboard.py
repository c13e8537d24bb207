"""看板 dashboard — the figures of participation, each marked as provable or stated."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Response

from projections import dashboard as views
from services.answers import documented
from services.asking import TheAsking
from services.declared import reading
from services.http import After
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


def figure_shown(figure: views.Figure) -> FigureShown:
    return FigureShown(figure.id, figure.value, figure.unit, figure.provable, figure.scope)


def dashboard_shown(found: views.Dashboard) -> DashboardShown:
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
    )


@router.get(
    "/dashboard",
    summary="参与看板 · The participation dashboard",
    response_model=DashboardShown,
    responses=reading(),
    dependencies=[After],
)
async def dashboard(
    asking: TheAsking,
    scope: Word | None = None,
    first: Day | None = None,
    last: Day | None = None,
) -> Response:
    found = await views.dashboard(
        asking.views, asking.community, scope=scope, first=first, last=last
    )
    return asking.shown(dashboard_shown(found))
