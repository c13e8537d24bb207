"""指标 measures — figures for whoever looks after the server, in the text form of Prometheus.

Whoever keeps them keeps a clock finer than that of the entries: so they are not for anybody.
"""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final, Protocol

from fastapi import APIRouter, Request, Response

from services.http import TheLinli
from services.permissions import METRICS
from services.problems import NOT_THE_OPERATOR, Unanswerable

if TYPE_CHECKING:
    from services.linli import Linli

TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"
FORWARDED: Final = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")

router = APIRouter(include_in_schema=False)


class Measures(Protocol):
    """What all server processes of this installation have counted."""

    async def text(self) -> bytes: ...


@router.get(METRICS)
async def metrics(linli: TheLinli) -> Response:
    return Response(await linli.measures.text(), 200, {"Cache-Control": "no-store"}, TEXT)


def must_be_the_operator(request: Request, linli: Linli) -> None:
    """Whoever brings the token; where none is set, a program on this machine, and no proxy."""
    if linli.metrics_token is not None:
        brought = request.headers.get("authorization", "").removeprefix("Bearer ")
        is_operator = hmac.compare_digest(brought.encode(), linli.metrics_token.encode())
    else:
        is_operator = (
            request.client is not None
            and ip_address(request.client.host).is_loopback
            and not any(name in request.headers for name in FORWARDED)
        )
    if not is_operator:
        raise Unanswerable(NOT_THE_OPERATOR)
