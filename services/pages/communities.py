"""社区 communities — the front door: every community of this installation, and their health."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from services.health import health_of
from services.linli import Linli
from services.pages.rendering import page
from services.pages.visitor import TheGuest

router = APIRouter(include_in_schema=False)


@router.get("/")
async def communities(here: TheGuest, request: Request) -> Response:
    linli: Linli = request.app.state.linli
    return page(here, "communities.html", communities=await linli.record.communities())


@router.get("/health")
async def health(here: TheGuest, request: Request) -> Response:
    linli: Linli = request.app.state.linli
    known = await linli.record.communities()
    state = await health_of(linli, here.language)
    return page(
        here,
        "health.html",
        # A broken projection must not hide behind a friendly page: programs read the status.
        status=200 if state.well else 503,
        standing=[(it, [one for one in state.projections if one.log == it.log]) for it in known],
    )
