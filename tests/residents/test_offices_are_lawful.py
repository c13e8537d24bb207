"""Laws of offices: whatever the committee does to itself, and in whatever order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.kernel import Act, Refused, decide
from domain.residents.events import RoleGranted, RoleProposed, RoleRevoked
from domain.residents.grant_role import GrantRole
from domain.residents.revoke_role import RevokeRole
from domain.standing import COMMITTEE
from tests.cast import by_system, committee, committee_appointed, two_grant_sensitive_roles

if TYPE_CHECKING:
    from domain.kernel import Command, Event

PEOPLE = (committee, "staff:qian", "staff:sun", "staff:li")
people = st.sampled_from(PEOPLE)
UNTIL = "2026-03-20T00:00Z"
Deed = tuple[str, str, str, str | None, str | None]
deeds = st.lists(
    st.tuples(
        st.sampled_from(["grant", "revoke"]),
        people,
        people,
        st.sampled_from([None, UNTIL]),
        st.none() | people,
    ),
    max_size=30,
)


def command(deed: Deed, at: str) -> Command:
    kind, by, whom, until, proposer = deed
    act = Act(by, at)
    if kind == "grant":
        return GrantRole(act=act, holder=whom, role=COMMITTEE, until=until, proposer=proposer)
    return RevokeRole(act=act, holder=whom, role=COMMITTEE)


def history_of(done: list[Deed], *begun: Event) -> list[Event]:
    """One deed a day, so that terms end in the middle."""
    history = list(begun)
    for day, deed in enumerate(done, start=2):
        try:
            history.extend(decide(command(deed, f"2026-03-{day:02}T04:09Z"), history))
        except Refused:
            continue
    return history


def seats(history: list[Event], at: str) -> set[str]:
    held: dict[str, str | None] = {}
    for event in history:
        if isinstance(event, RoleGranted):
            held[event.holder] = event.until
        elif isinstance(event, RoleRevoked):
            held.pop(event.holder, None)
    return {holder for holder, until in held.items() if until is None or at < until}


def concerns(event: Event, holder: str) -> bool:
    return isinstance(event, RoleGranted | RoleRevoked) and event.holder == holder


@for_all(deeds)
def test_the_committee_never_empties_itself_not_even_by_terms(done: list[Deed]) -> None:
    assert seats(history_of(done, committee_appointed), "2030-01-01T00:00Z")


@for_all(deeds)
def test_everybody_who_acts_for_the_committee_had_a_seat_at_that_moment(done: list[Deed]) -> None:
    history = history_of(done, committee_appointed)
    for position, event in enumerate(history[1:], start=1):
        own_seat = event.act.by in seats(history[:position], event.act.at)
        laid_down = isinstance(event, RoleRevoked) and event.holder == event.act.by
        assert own_seat or laid_down


@for_all(deeds)
def test_where_two_are_needed_nobody_gets_a_seat_by_one(done: list[Deed]) -> None:
    history = history_of(done, committee_appointed, two_grant_sensitive_roles)
    for position, event in enumerate(history):
        if isinstance(event, RoleGranted) and event.act != by_system:
            before = history[:position]
            last_change = max(
                (n for n, e in enumerate(before) if concerns(e, event.holder)), default=0
            )
            proposers = {
                e.act.by
                for e in before[last_change:]
                if isinstance(e, RoleProposed) and e.holder == event.holder
            }
            assert (proposers - {event.act.by}) & seats(before, event.act.at)
