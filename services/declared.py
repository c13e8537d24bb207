"""声明 — what every route may answer besides its own success, as OpenAPI is to say it."""

from services.answers import RECEIPTS, UNCHANGED
from services.door import Busy, RequestReused
from services.problems import (
    FORGED_REQUEST,
    MALFORMED,
    NO_SUCH_COMMUNITY,
    NOT_RECORDED_YET,
    NOT_SIGNED_IN,
    TOO_LARGE,
    TOO_LATE,
    TOO_SLOW,
    UNKNOWN_ENCODING,
    UNREADABLE,
    UNREADABLE_ADDRESS,
    Kind,
)
from services.record import NotYetVisible, Unreachable
from services.refusing import Responses, refusals

ANY: tuple[Kind | type[Exception], ...] = (
    UNREADABLE_ADDRESS,
    UNREADABLE,
    TOO_LARGE,
    UNKNOWN_ENCODING,
    MALFORMED,
    TOO_SLOW,
    TOO_LATE,
    Unreachable,
    Busy,
)


def reading(*reasons: Kind | type[Exception]) -> Responses:
    """A view that anybody may read."""
    return {
        **UNCHANGED,
        **refusals(*ANY, NO_SUCH_COMMUNITY, NOT_RECORDED_YET, NotYetVisible, *reasons),
    }


def reading_as_oneself(*reasons: Kind | type[Exception]) -> Responses:
    """A view of one's own."""
    return reading(NOT_SIGNED_IN, *reasons)


def asking(*reasons: Kind | type[Exception]) -> Responses:
    """A request that concerns accounts, not the log."""
    return refusals(*ANY, NO_SUCH_COMMUNITY, *reasons)


def writing(*reasons: Kind | type[Exception]) -> Responses:
    """A decision at the door."""
    signed = (NOT_SIGNED_IN, FORGED_REQUEST, RequestReused, NotYetVisible)
    return {
        **RECEIPTS,
        **refusals(*ANY, NO_SUCH_COMMUNITY, NOT_RECORDED_YET, *signed, *reasons),
    }
