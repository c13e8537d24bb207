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
deeds = st.lists(st.tuples(st.sampled_from(["grant", "revoke"]), people, people), max_size=30)
AT = "2026-03-02T04:09Z"


def command(deed: str, by: str, whom: str) -> Command:
    kind = GrantRole if deed == "grant" else RevokeRole
    return kind(act=Act(by, AT), holder=whom, role=COMMITTEE)


def history_of(done: list[tuple[str, str, str]], *begun: Event) -> list[Event]:
    history = list(begun)
    for deed in done:
        try:
            history.extend(decide(command(*deed), history))
        except Refused:
            continue
    return history


def seats(history: list[Event]) -> set[str]:
    held: set[str] = set()
    for event in history:
        if isinstance(event, RoleGranted):
            held.add(event.holder)
        elif isinstance(event, RoleRevoked):
            held.discard(event.holder)
    return held


@for_all(deeds)
def test_the_committee_never_empties_itself(done: list[tuple[str, str, str]]) -> None:
    assert seats(history_of(done, committee_appointed))


@for_all(deeds)
def test_everybody_who_acts_for_the_committee_had_a_seat_at_that_moment(
    done: list[tuple[str, str, str]],
) -> None:
    history = history_of(done, committee_appointed)
    for position, event in enumerate(history[1:], start=1):
        own_seat = event.act.by in seats(history[:position])
        laid_down = isinstance(event, RoleRevoked) and event.holder == event.act.by
        assert own_seat or laid_down


@for_all(deeds)
def test_where_two_are_needed_nobody_gets_a_seat_by_one(done: list[tuple[str, str, str]]) -> None:
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
            assert proposers - {event.act.by}


def concerns(event: Event, holder: str) -> bool:
    return isinstance(event, RoleGranted | RoleRevoked) and event.holder == holder
