"""日志行 — what the server writes about itself, which never quotes what somebody typed.

The message of an exception may: a database says which log-in is taken already, a model which value
it cannot use. So of exceptions only kind and place are written, and the message of those alone
that come from the machine or are ours. Every line of a request tells its id.
"""

from __future__ import annotations

import logging
import time
import traceback
from typing import TYPE_CHECKING, Any

import orjson
from psycopg import Error, OperationalError
from psycopg_pool import PoolTimeout

from infra.settings import OperatorError
from services.request_ids import REQUEST_ID

if TYPE_CHECKING:
    from types import TracebackType

QUOTES_NOBODY = (OperationalError, PoolTimeout, OSError, OperatorError)
CAUSES_MAX = 10
# It repeats the exceptions of tasks in its messages, after a first line that does not.
QUOTING_LOGGERS = ("asyncio",)
OF_REQUESTS = "linli.requests"
"""Its lines, one a request, are written as JSON only."""


class Discreet(logging.Formatter):
    """Kind and place of exceptions, without what they say."""

    def formatException(  # noqa: N802 - the name that logging calls.
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        return "" if ei[1] is None else "\n".join(_told(ei[1]))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the same.
        if record.name in QUOTING_LOGGERS:
            record.message = record.message.partition("\n")[0]
        request = REQUEST_ID.get()
        return super().formatMessage(record) + (f" [{request}]" if request else "")


class AsJson(Discreet):
    """The same as one JSON object a line, for programs that collect them."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage().strip()
        if record.name in QUOTING_LOGGERS:
            message = message.partition("\n")[0]
        line = {
            "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname,
            "logger": record.name,
            "message": message,
            "request": REQUEST_ID.get() or None,
            **getattr(record, "told", {}),
        }
        if record.exc_info:
            line["failure"] = self.formatException(record.exc_info)
        return orjson.dumps(line, default=str).decode()


def _told(failed: BaseException) -> list[str]:
    lines: list[str] = []
    cause: BaseException | None = failed
    for _ in range(CAUSES_MAX):
        if cause is None:
            break
        kind = f"{type(cause).__module__}.{type(cause).__qualname__}"
        frames = "".join(traceback.format_tb(cause.__traceback__)).rstrip()
        lines = [*([frames] if frames else []), f"{kind}{_said(cause)}", *lines]
        for inner in cause.exceptions if isinstance(cause, BaseExceptionGroup) else ():
            lines += _told(inner)
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return lines


def _said(failed: BaseException) -> str:
    if isinstance(failed, QUOTES_NOBODY):
        return f": {failed}"
    if isinstance(failed, Error):
        where = [failed.sqlstate, failed.diag.table_name, failed.diag.constraint_name]
        return f" ({', '.join(each for each in where if each)})"
    return ""


def log_config(form: str = "text") -> dict[str, Any]:
    """What uvicorn is given: everything to standard error, by one of these formatters."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "text": {"()": "infra.log_lines.Discreet", "format": "%(levelname)s %(message)s"},
            "json": {"()": "infra.log_lines.AsJson"},
        },
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": form,
                "stream": "ext://sys.stderr",
            }
        },
        "loggers": {OF_REQUESTS: {"level": "INFO" if form == "json" else "WARNING"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
    }
