"""表决条款 terms — all that is fixed when a poll opens, and which choices fit it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Literal, get_args

from domain.kernel import ENTRY_TIME
from domain.voting.events import Audience, Kind, Mode, TieRule, Unit

if TYPE_CHECKING:
    from collections.abc import Sequence

Answer = Literal["agree", "disagree", "pass"]
KINDS: tuple[Kind, ...] = get_args(Kind)
AUDIENCES: tuple[Audience, ...] = get_args(Audience)
UNITS: tuple[Unit, ...] = get_args(Unit)
MODES: tuple[Mode, ...] = get_args(Mode)
TIE_RULES: tuple[TieRule, ...] = get_args(TieRule)
ANSWERS: tuple[Answer, ...] = get_args(Answer)
"""How a statement is answered: the index in a choice is `len(ANSWERS) * statement + answer`."""

OPTIONS_MIN = 2
STATEMENTS_MIN = 1
OPTIONS_MAX = 50
"""Of statements as well: a longer list is answered by nobody to its end."""
QUORUM_MAX = 100_000
THRESHOLD_PERCENT_MAX = 99
"""An option must pass the threshold, and nothing passes a hundred percent."""
HOLD_HOURS_MIN = 1
HOLD_HOURS_MAX = 168
SUGGESTIONS_MAX = 20


@dataclass(frozen=True)
class Terms:
    """What a poll is about and how it is decided; nothing of it changes once it is open.

    Only the close can move, and only openly. `quorum` counts ballots (0: none is asked for);
    `threshold` is the percentage of all ballots that an option must pass to win.
    """

    kind: Kind
    options: int
    choices_max: int
    seats: int
    audience: Audience
    unit: Unit
    mode: Mode
    quorum: int
    threshold: int
    tie_rule: TieRule
    closes_at: str
    hold_hours: int
    suggestions: tuple[str, ...] = ()


def choices_and_seats(kind: Kind, options: int, choices_max: int, seats: int) -> tuple[int, int]:
    """`choices_max` and `seats` as they must stand: what the kind leaves open is as wished."""
    if kind == "one":
        return 1, seats
    if kind == "several":
        return choices_max, seats
    if kind == "approval":
        return options, seats
    if kind == "ranked":
        return options, 1  # An instant run-off elects one.
    return options, options  # Every statement stands for itself.


def terms_fit(terms: Terms) -> bool:
    """Whether the terms contradict neither each other nor the limits of every poll."""
    fixed = choices_and_seats(terms.kind, terms.options, terms.choices_max, terms.seats)
    return (
        _are_listed(terms)
        and _options_min(terms.kind) <= terms.options <= OPTIONS_MAX
        and (terms.choices_max, terms.seats) == fixed
        and 1 <= terms.choices_max <= terms.options
        and 1 <= terms.seats <= terms.options
        and 0 <= terms.quorum <= QUORUM_MAX
        and 0 <= terms.threshold <= THRESHOLD_PERCENT_MAX
        and HOLD_HOURS_MIN <= terms.hold_hours <= HOLD_HOURS_MAX
        and len(set(terms.suggestions)) == len(terms.suggestions) <= SUGGESTIONS_MAX
        and is_an_entry_time(terms.closes_at)
    )


def choice_fits(terms: Terms, choice: Sequence[int]) -> bool:
    """Whether a choice can stand on a ballot of this poll; the empty one is a blank ballot."""
    answers = len(ANSWERS) if terms.kind == "statements" else 1
    if not all(0 <= index < answers * terms.options for index in choice):
        return False
    if len(choice) > terms.choices_max:
        return False
    if terms.kind == "ranked":
        return len(set(choice)) == len(choice)
    about = [index // answers for index in choice]
    return about == sorted(set(about))


def _are_listed(terms: Terms) -> bool:
    return (
        terms.kind in KINDS
        and terms.audience in AUDIENCES
        and terms.unit in UNITS
        and terms.mode in MODES
        and terms.tie_rule in TIE_RULES
    )


def _options_min(kind: Kind) -> int:
    return STATEMENTS_MIN if kind == "statements" else OPTIONS_MIN


def is_an_entry_time(text: str) -> bool:
    """Whether a text is a time as entries write it."""
    try:
        return datetime.strptime(text, ENTRY_TIME).strftime(ENTRY_TIME) == text  # noqa: DTZ007 - an entry time is UTC by its last letter.
    except ValueError:
        return False
