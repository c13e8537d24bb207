"""邻里 — what a running server holds: the ports, the views, the clock and chance."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from services.arrivals import Arrivals
from services.counting import Count
from services.dashboards import Dashboards
from services.lateness import Lateness
from services.outcomes import Outcomes
from services.pollings import Pollings
from services.tries import Tries, of_letters

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from projections.views import Views
    from services.balloting import Ballots
    from services.contacts import ContactLog
    from services.door import Door
    from services.erasure import Erasures
    from services.identity import Identity
    from services.inbox import Inbox
    from services.measures import Measures
    from services.pictures import Pictures
    from services.record import Record
    from services.roll import Roll
    from services.visits import Visits


EXPORTS_PER_HOUR_MAX: Final = 10


def _exports() -> Count:
    return Count(EXPORTS_PER_HOUR_MAX, timedelta(hours=1))


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
    often: Views
    """The same for what every page asks: its plans are made once, whatever is asked."""
    visits: Visits
    contact_log: ContactLog
    erasures: Erasures
    pictures: Pictures
    roll: Roll
    ballots: Ballots
    inbox: Inbox
    measures: Measures
    clock: Callable[[], datetime]
    """The present moment, with its time zone."""
    chance: Callable[[], str]
    """22 fresh base64url characters."""
    public_url: str | None = None
    """Under which address people reach it, if the operator has said so."""
    metrics_token: str | None = None
    """What a program must bring that reads the measures from elsewhere."""
    demo: tuple[DemoLogin, ...] = ()
    tries: Tries = field(default_factory=Tries)
    letters: Count = field(default_factory=of_letters)
    """Wrong codes of invitation letters, by community and address."""
    arrivals: Arrivals = field(default_factory=Arrivals)
    lateness: Lateness = field(default_factory=Lateness)
    outcomes: Outcomes = field(default_factory=Outcomes)
    dashboards: Dashboards = field(default_factory=Dashboards)
    pollings: Pollings = field(default_factory=Pollings)
    exports: Count = field(default_factory=_exports)
    """How often an account has lately asked for everything that is held about its person."""
