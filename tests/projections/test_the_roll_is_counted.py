"""Laws of the roll: whatever people do, and in whatever order, its size is who is on it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.community.events import PolicyAdopted
from domain.kernel import Act, Event, Refused, decide
from domain.policies import VERIFICATION_APPROVERS
from domain.residents.events import ADULT, MemberLeft, ResidenceVerified, ResidentJoined
from domain.residents.join_community import JoinCommunity
from domain.residents.leave_community import LeaveCommunity
from domain.residents.verify_residence import VerifyResidence
from projections.dashboard_folds import DASHBOARD
from projections.dashboard_roll import ROLL, RollRow
from projections.projection import Entry, Rows, fold_entries
from projections.resident_folds import MEMBERS, RESIDENTS
from tests.cast import by_system, clerk, clerk_appointed, founded

if TYPE_CHECKING:
    from domain.kernel import Command

PEOPLE = tuple(f"member:{number:022}" for number in range(5))
COLLEAGUE = "staff:zhou"
by_two = PolicyAdopted(act=by_system, policy=VERIFICATION_APPROVERS.id, value="two")
FIRST = datetime(2026, 3, 2, 4, tzinfo=UTC)
deeds = st.sampled_from(["join", "verify", "vouch", "letter", "leave", "erase"])
lives = st.lists(st.tuples(deeds, st.sampled_from(PEOPLE), st.integers(0, 30)), max_size=60)


def command(deed: str, member: str, now: datetime) -> Command:
    if deed == "join":
        own = Act.of(member, now)
        return JoinCommunity(act=own, channel="web", name="", household="", age_band=ADULT)
    if deed in {"leave", "erase"}:
        by = member if deed == "leave" else "system"
        on_behalf = None if deed == "leave" else member
        return LeaveCommunity(act=Act.of(by, now, on_behalf), holders=())
    by = {"verify": clerk, "vouch": COLLEAGUE, "letter": "system"}[deed]
    method = "letter" if deed == "letter" else "desk"
    return VerifyResidence(act=Act.of(by, now), resident=member, method=method)


def lived(life: list[tuple[str, str, int]], *, two_approvers: bool) -> list[Event]:
    """What was recorded when all this was tried, one after the other."""
    appointed = clerk_appointed.model_copy(update={"act": by_system, "holder": COLLEAGUE})
    history: list[Event] = [founded, clerk_appointed, appointed]
    history += [by_two] if two_approvers else []
    now = FIRST
    for deed, member, hours in life:
        now += timedelta(hours=hours)
        try:
            history += decide(command(deed, member, now), history)
        except Refused:
            continue
    return history


def naive(history: list[Event]) -> dict[date, tuple[int, int]]:
    """Members and confirmed members at the end of each day on which the roll changed."""
    days: dict[date, tuple[int, int]] = {}
    members: set[str] = set()
    confirmed: set[str] = set()
    for event in history:
        if isinstance(event, ResidentJoined):
            members |= {event.act.who}
        elif isinstance(event, ResidenceVerified):
            confirmed |= {event.resident}
        elif isinstance(event, MemberLeft):
            members, confirmed = members - {event.act.who}, confirmed - {event.act.who}
        else:
            continue
        local = datetime.fromisoformat(event.act.at) + timedelta(hours=8)
        days[local.date()] = (len(members), len(confirmed))
    return days


@for_all(lives, st.booleans())
def test_the_roll_of_every_day_is_a_naive_count_and_never_below_nothing(
    life: list[tuple[str, str, int]],
    two_approvers: bool,  # noqa: FBT001
) -> None:
    history = lived(life, two_approvers=two_approvers)
    entries = [Entry(position, event) for position, event in enumerate(history, start=1)]
    rows = Rows()
    for projection in (DASHBOARD, RESIDENTS):
        fold_entries(projection, entries, rows)
    days = [RollRow(*row) for row in rows.changed(ROLL)]
    assert {day.day: (day.members, day.members_verified) for day in days} == naive(history)
    assert all(day.members >= day.members_verified >= 0 for day in days)
    happened = sum(day.joined - day.gone for day in days)
    on_the_roll = [row for row in rows.changed(MEMBERS) if MEMBERS.row(*row).left_position is None]
    assert happened == len(on_the_roll)
    assert happened == (days[-1].members if days else 0)
