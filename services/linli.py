"""邻里 — what a running server holds: the ports, the views, the clock and chance."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from services.arrivals import Arrivals
from services.lateness import Lateness
from services.tries import Tries

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from projections.views import Views
    from services.door import Door
    from services.identity import Identity
    from services.record import Record


@dataclass(frozen=True)
class DemoLogin:
    """A log-in of the sample community, shown to newcomers."""

    login: str
    password: str
    role: str


@dataclass(frozen=True)
class Linli:
    """Everything that a route may use. It stands at `app.state.linli`."""

    door: Door
    identity: Identity
    record: Record
    views: Views
    clock: Callable[[], datetime]
    """The present moment, with its time zone."""
    chance: Callable[[], str]
    """22 fresh base64url characters."""
    demo: tuple[DemoLogin, ...] = ()
    tries: Tries = field(default_factory=Tries)
    arrivals: Arrivals = field(default_factory=Arrivals)
    lateness: Lateness = field(default_factory=Lateness)
