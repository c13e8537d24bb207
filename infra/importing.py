"""导入 importing — a conversation of the past becomes entries of the record.

Every row is decided by an ordinary command, in order of time. So an import can be killed and
started again, or started twice: what is recorded already records nothing. A later, longer export of
the same conversation goes on where the earlier one ended. A vote in it that is older than the last
one recorded of that person on that statement records nothing (entry format, section 5): what
counts is right, but the record lacks the change of mind that an import of the whole would show.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import astuple, dataclass
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING

from domain.kernel import Act
from domain.suggestions.import_stance import ImportStance
from domain.suggestions.import_suggestion import ImportSuggestion
from infra.import_sources import claim
from infra.mapper import base64url
from infra.writer import Waiting
from services.door import Recorded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from domain.kernel import Command
    from infra.installation import Installation
    from infra.polis import Export, Reject, Statement
    from infra.votes_in_order import Vote
    from projections.views import Community

BATCH_ROWS = 1_000
TITLE_CHARS_MAX = 300
ID_CHARS = 22
SCOPE = "voice:import/"


@dataclass(frozen=True)
class Closing:
    """What an import did: rows by what they recorded, rows that recorded nothing, rows left out.

    `hidden` are statements that an earlier import took over, and that are moderated since.
    """

    community: str
    statements: int
    stances: int
    hidden: int
    repeats: int
    rejected: int
    head: int


def suggestion_id(origin: str, source: str, statement: str) -> str:
    """The same statement of a source has the same id in one log, however often it is imported."""
    name = f"linli/import/v1\x00{origin}\x00{source}\x00{statement}".encode()
    return f"suggestion:{base64url(sha256(name).digest())[:ID_CHARS]}"


class PolisImport:
    """Takes one export over into one community, under the scope `voice:import/<source>`."""

    def __init__(
        self, installation: Installation, community: Community, source: str, category: str
    ) -> None:
        self.installation, self.community = installation, community
        self.source, self.category = source, category
        self.scope = f"{SCOPE}{source}"

    def take_over(
        self, export: Export, progress: Callable[[int, int], object], rejects: Path | None = None
    ) -> Closing:
        """Record everything that is not recorded yet; `progress` hears of every batch.

        What is left out is written to `rejects` first. Raises `AnotherConversation`.
        """
        keys, origin = self.installation.keys, self.community.origin
        claim(keys, origin, self.source, export.statements)
        if rejects is not None:
            write_rejects(rejects, export.rejects)
        names = self._names(export)
        counts: Counter[str] = Counter()
        head, done, total = 0, 0, len(export.statements) + len(export.votes)
        for commands in (
            self._statements(export.statements, names),
            self._stances(export.votes, names),
        ):
            while batch := [Waiting(command) for command in _next(commands, BATCH_ROWS)]:
                outcomes = self.installation.writer.decided(self.community.log, batch)
                for waiting, outcome in zip(batch, outcomes, strict=True):
                    if not isinstance(outcome, Recorded):
                        raise outcome
                    counts[_kind(waiting.command, outcome)] += 1
                    head = outcome.head
                done += len(batch)
                progress(done, total)
        return Closing(
            self.community.slug, counts["statements"], counts["stances"], counts["hidden"],
            counts["repeats"], len(export.rejects), head,
        )  # fmt: skip

    def _names(self, export: Export) -> dict[str, str]:
        """The participants' names in this conversation, stored before the first is used (T1)."""
        ids = {s.author for s in export.statements} | export.votes.voters()
        keys, origin = self.installation.keys, self.community.origin
        people = keys.participants(origin, self.source, sorted(ids))
        names = keys.names([people[each] for each in ids], origin, self.scope)
        return {each: names[people[each]] for each in ids}

    def _act(self, name: str) -> Act:
        return Act.of(f"import:{self.source}", self.installation.clock(), name)

    def _statements(
        self, statements: Sequence[Statement], names: dict[str, str]
    ) -> Iterator[Command]:
        for statement in statements:
            whole = len(statement.text) <= TITLE_CHARS_MAX
            yield ImportSuggestion(
                act=self._act(names[statement.author]),
                suggestion=self._id(statement.id),
                scope=self.scope,
                category=self.category,
                source_id=statement.id,
                occurred_at=statement.occurred_at,
                title=statement.text if whole else f"{statement.text[: TITLE_CHARS_MAX - 1]}…",
                text="" if whole else statement.text,
                hidden=statement.hidden,
            )

    def _stances(self, votes: Iterable[Vote], names: dict[str, str]) -> Iterator[Command]:
        for vote in votes:
            yield ImportStance(
                act=self._act(names[vote.voter]),
                suggestion=self._id(vote.statement),
                choice=vote.choice,
                occurred_at=vote.occurred_at,
            )

    def _id(self, statement: str) -> str:
        return suggestion_id(self.community.origin, self.source, statement)


def write_rejects(path: Path, rejects: Sequence[Reject]) -> None:
    """One line for each row left out: file, line number, reason. Its contents are not repeated."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("file", "line", "reason"))
        writer.writerows(astuple(reject) for reject in rejects)


def _kind(command: Command, outcome: Recorded) -> str:
    """What a row came to: one of the counts of `Closing`."""
    if not outcome.count:
        return "repeats"
    if isinstance(command, ImportStance):
        return "stances"
    # Hidden from the first on, it is two entries: taken over, and moderated.
    since = isinstance(command, ImportSuggestion) and command.hidden and outcome.count == 1
    return "hidden" if since else "statements"


def _next(commands: Iterator[Command], count: int) -> list[Command]:
    return list(islice(commands, count))
