"""健康 — how far every projection is behind its log, and which of them has stopped.

Why one has stopped names classes and tables: everybody reads that it has, the operator why.
"""

from dataclasses import dataclass

import orjson
from fastapi import APIRouter, Request, Response

from services.answers import JSON, documented
from services.declared import ANY
from services.http import TheLinli
from services.language import Language, of, phrase, sentence
from services.linli import Linli
from services.refusing import refusals

router = APIRouter(tags=["健康 · health"])
STOPPED = phrase("It goes no further for now; the operator reads the reason with linli doctor.")


@dataclass(frozen=True, slots=True)
class ProjectionShown:
    """视图 · one projection on one log."""

    __pydantic_config__ = documented(
        projection="suggestions",
        log=1,
        position=4711,
        head=4711,
        behind=0,
        stopped=None,
        rebuilt=None,
    )

    projection: str
    log: int
    position: int
    head: int
    behind: int
    stopped: str | None
    """A sentence if it has stopped or stands still, else null; the operator reads the reason."""
    rebuilt: int | None
    """Up to which position it is being built anew, beside what is shown; else null."""


@dataclass(frozen=True, slots=True)
class Health:
    """健康 · whether every view can be trusted to be current soon."""

    well: bool
    projections: list[ProjectionShown]


async def health_of(linli: Linli, reader: Language) -> Health:
    """The health of all projections on all logs."""
    now = linli.clock()
    shown = [
        ProjectionShown(
            lag.projection,
            lag.log,
            lag.position,
            lag.head,
            max(lag.head - lag.position, 0),
            sentence(STOPPED, reader) if lag.stopped or linli.lateness.is_late(lag, now) else None,
            lag.rebuilt,
        )
        for lag in await linli.record.lags()
    ]
    return Health(all(one.stopped is None for one in shown), shown)


@router.get(
    "/health",
    summary="健康 · Lag and stops",
    response_model=Health,
    responses={
        **refusals(*ANY),
        503: {"model": Health, "description": "有视图停下了 · A projection has stopped"},
    },
)
async def health(request: Request, linli: TheLinli) -> Response:
    reader = of(request.headers.get("accept-language"))
    state = await health_of(linli, reader)
    headers = {"Cache-Control": "no-store", "Content-Language": reader, "Vary": "Accept-Language"}
    return Response(orjson.dumps(state), 200 if state.well else 503, headers, JSON)
