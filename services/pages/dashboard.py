"""看板 dashboard — who takes part and how; every figure says whether anybody can recompute it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from fastapi import APIRouter, Response

from projections import suggestions
from services.charts import bars, lines, rows
from services.dashboard import today_in
from services.pages import figures, figures_of_decisions, labels
from services.pages.forms import see_other
from services.pages.rendering import page
from services.pages.visitor import TheComing, TheVisitor, Visitor
from services.speaking import voice_of_the_year

ACTS: Final = ("suggestion", "stance", "comment", "vote")

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("")
@router.get("/")
async def entrance(visitor: TheVisitor) -> Response:
    return see_other(f"{visitor.home}/dashboard")


@router.get("/dashboard")
async def dashboard(coming: TheComing) -> Response:
    asked, linli, community = coming.request.query_params, coming.linli, coming.community
    scopes = await suggestions.scopes(coming.reads, community)
    visitor = await coming.visitor()
    scope = conversation(visitor, scopes, asked.get("scope", ""))
    first, last = (day_of(asked.get(name, "")) for name in ("first", "last"))
    today = today_in(community, visitor.now)
    seen = await linli.dashboards.dashboard(
        linli.views, community, scope=scope, first=first, last=last, today=today
    )
    late = [it.suggestion for it in (*seen.overdue, *seen.broken)]
    waiting = dict.fromkeys([*late, *(it.suggestion for it in seen.stalled)])
    known = await suggestions.suggestions_by_id(linli.often, community, list(waiting))
    by_kind = {kind: [day for day in seen.days if day.kind == kind] for kind in (*ACTS, "any")}
    return page(
        visitor,
        "dashboard/dashboard.html",
        groups=figures.grouped({figure.id: figure for figure in seen.figures}),
        figures=figures.FIGURES,
        named=figures.CHARTS,
        acts=[(kind, bars([(it.day, it.acts) for it in by_kind[kind]])) for kind in ACTS],
        people=bars([(it.day, it.people or 0) for it in by_kind["any"]]),
        roll=lines([(it.day, (it.members, it.members_verified)) for it in seen.roll]),
        channels=rows([(labels.CHANNELS.get(c, c), acts) for c, acts in seen.channels]),
        categories=rows([(labels.CATEGORIES.get(c, c), made) for c, made in seen.categories]),
        seen=seen,
        known=known,
        value_of={figure.id: figure.value for figure in seen.figures},
        stage_names=figures_of_decisions.STAGES,
        scopes=scopes,
        scope=scope,
        first=first,
        last=last,
        head=seen.position,
    )


@router.get("/dashboard/figures")
async def how_figures_are_computed(visitor: TheVisitor) -> Response:
    return page(visitor, "dashboard/figures.html", figures=figures.FIGURES | figures.CHARTS)


def conversation(visitor: Visitor, scopes: Sequence[str], asked: str) -> str | None:
    """People are counted within one conversation: the one asked for, else that of this year."""
    if asked in scopes:
        return asked
    today = voice_of_the_year(visitor.community, visitor.now)
    return today if today in scopes or not scopes else scopes[-1]


def day_of(text: str) -> date | None:
    """A day out of an address, or None."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
