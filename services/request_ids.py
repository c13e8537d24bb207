"""请求号 request ids — one for each request, in its answer and in every line of the log."""

from __future__ import annotations

import os
import re
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from starlette.types import Scope

ID_HEADER: Final = b"x-request-id"
WELL_FORMED: Final = re.compile(
    rb"[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
)
"""A UUID, as proxies give it. Nobody's name or number of a telephone looks like this."""

REQUEST_ID: Final = ContextVar("REQUEST_ID", default="")
"""The id of the request that is worked for."""


def id_of(scope: Scope) -> str:
    """The id that a proxy gave the request, if it is well-formed, else a new one."""
    for name, value in scope["headers"]:
        if name == ID_HEADER and WELL_FORMED.fullmatch(value):
            return str(value.decode())
    return os.urandom(16).hex()
