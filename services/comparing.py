"""对照 comparing — two wordings of one suggestion: side by side, or as unified differences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CONTEXT_SENTENCES: Final = 2
SENTENCE_CHARACTERS_MAX: Final = 200
"""Longer sentences are compared as a whole: letter by letter takes the square of their length."""
# Chinese paragraphs have no line breaks to go by: where a sentence ends, a line ends.
SENTENCE_END: Final = re.compile(r"(?<=[。！？；!?;])|(?<=\.)(?=\s)")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some letters of a sentence, and whether the other wording has them too."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A sentence as it was and as it is; empty on the side where there is none."""

    older: tuple[Piece, ...]
    newer: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        return not any(piece.changed for piece in (*self.older, *self.newer))


def sentences(text: str) -> list[str]:
    """A text cut where its sentences and its lines end."""
    parts = (part.strip() for line in text.split("\n") for part in SENTENCE_END.split(line))
    return [part for part in parts if part]


def side_by_side(older: str, newer: str) -> list[Row]:
    """Sentence beside sentence; in those that were changed, what was changed."""
    before, after = sentences(older), sentences(newer)
    rows: list[Row] = []
    for kind, i, j, k, m in SequenceMatcher(None, before, after).get_opcodes():
        if kind == "equal":
            rows += [Row(_whole(same), _whole(same)) for same in before[i:j]]
        else:
            rows += _changed(before[i:j], after[k:m])
    return rows


def unified(older: str, newer: str) -> list[str]:
    """The same as programs write it: lines that begin with a minus, a plus or a space."""
    found = unified_diff(sentences(older), sentences(newer), n=CONTEXT_SENTENCES, lineterm="")
    return [line for number, line in enumerate(found) if number > 1]  # The first two name files.


def _changed(before: Sequence[str], after: Sequence[str]) -> Iterator[Row]:
    for number in range(max(len(before), len(after))):
        old = before[number] if number < len(before) else ""
        new = after[number] if number < len(after) else ""
        yield _row(old, new)


def _row(old: str, new: str) -> Row:
    if not old or not new or max(len(old), len(new)) > SENTENCE_CHARACTERS_MAX:
        return Row(_whole(old, changed=True), _whole(new, changed=True))
    opcodes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return Row(
        tuple(Piece(old[i:j], kind != "equal") for kind, i, j, _, _ in opcodes if j > i),
        tuple(Piece(new[k:m], kind != "equal") for kind, _, _, k, m in opcodes if m > k),
    )


def _whole(sentence: str, *, changed: bool = False) -> tuple[Piece, ...]:
    return (Piece(sentence, changed),) if sentence else ()
