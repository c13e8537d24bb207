from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hypothesis import given as for_all
from hypothesis import settings as effort
from hypothesis import strategies as some

from domain.kernel import Act, Command
from domain.proof import Tree
from domain.residents.grant_role import GrantRole
from infra.chance import SeededChance
from infra.settings import Settings
from services.door import Recorded
from tests.record.town import NOON, NUMBERS, Resident, Town, founded, town


@dataclass(frozen=True)
class Step:
    """One act of a story: who, what, about which suggestion."""

    who: int
    what: str
    about: int

    def command(self, residents: list[Resident]) -> Command:
        resident, suggestion = residents[self.who], f"suggestion:{self.about:022}"
        if self.what == "submit":
            return resident.suggests(suggestion)
        if self.what == "role":
            return GrantRole(
                act=Act.of("staff:chair", NOON), holder=f"staff:{self.about}", role="clerk"
            )
        return resident.takes(suggestion, "agree" if self.what == "agree" else "disagree")


STEPS = some.builds(
    Step, some.integers(0, 1), some.sampled_from(["submit", "agree", "disagree", "role"]),
    some.integers(0, 2),
)  # fmt: skip


def told(there: Town, steps: list[Step], cuts: list[int]) -> tuple[list[object], list[object]]:
    """Outcomes and entries of a story that is decided in batches of these lengths."""
    people = there.installation.keys.new_people(["a", "b"])
    residents = [there.known(person) for person in people]
    commands = [
        *(command for one in residents for command in there.arrival(one)),
        *(step.command(residents) for step in steps),
    ]
    outcomes: list[object] = []
    while commands:
        length = cuts.pop(0) if cuts else len(commands)
        batch, commands = commands[:length], commands[length:]
        outcomes += [
            outcome if isinstance(outcome, Recorded) else type(outcome)
            for outcome in there.decide(*batch)
        ]
    return outcomes, list(there.entries())


class TestInWhateverBatches:
    """Two towns of one seed are the same town, so what differs is only how it was batched."""

    def test_a_batch_decides_as_its_commands_would_one_by_one(self, beside: Settings) -> None:
        with town(beside) as base:

            @effort(max_examples=12, deadline=None)
            @for_all(some.lists(STEPS, max_size=8), some.lists(some.integers(1, 4), max_size=4))
            def law(steps: list[Step], cuts: list[int]) -> None:
                slug = f"town-{next(NUMBERS)}"
                with seeded(base, slug) as there:
                    apart = told(there, steps, [1] * (len(steps) + 4)), head_hash(there)
                with seeded(base, slug) as there:
                    together = told(there, steps, list(cuts)), head_hash(there)
                assert together == apart

            law()


def head_hash(there: Town) -> str:
    """The hash over the opening and every entry."""
    tree = Tree()
    for (opening,) in there.rows("SELECT opening FROM log_head WHERE log = %s", there.log):
        tree.append(opening)
    for _, _, entry in there.entries():
        tree.append(entry)
    return tree.root.hex()


@contextmanager
def seeded(base: Town, slug: str) -> Iterator[Town]:
    """A community whose chance comes from its name, and which is forgotten afterwards."""
    chance = SeededChance(slug)
    base.installation.keys.chance = base.installation.writer.chance = chance
    there = founded(base.installation, slug)
    yield there
    for table in ("event", "event_tag", "vault", "request", "log_head"):
        there.rows(f"DELETE FROM {table} WHERE log = %s", there.log)  # noqa: S608 - named above.
    there.installation.communities._known.clear()
