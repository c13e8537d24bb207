from dataclasses import replace

import pytest

from domain.voting.events import Kind
from domain.voting.terms import (
    HOLD_HOURS_MAX,
    KINDS,
    OPTIONS_MAX,
    SUGGESTIONS_MAX,
    Terms,
    choice_fits,
    choices_and_seats,
    terms_fit,
)
from tests.voting.elections import terms_of

DOES_NOT_FIT: list[tuple[Kind, tuple[int, ...]]] = [
    ("one", (0, 1)),
    ("one", (3,)),
    ("one", (-1,)),
    ("several", (0, 1, 2)),
    ("several", (1, 0)),
    ("several", (1, 1)),
    ("approval", (2, 1)),
    ("approval", (0, 3)),
    ("ranked", (1, 1)),
    ("ranked", (0, 1, 2, 3)),
    ("statements", (0, 1)),
    ("statements", (3, 0)),
    ("statements", (9,)),
]
FITS: list[tuple[Kind, tuple[int, ...]]] = [
    ("one", (2,)),
    ("several", (0,)),
    ("several", (0, 2)),
    ("approval", (0, 1, 2)),
    ("ranked", (2,)),
    ("ranked", (2, 0, 1)),
    ("statements", (2, 4, 6)),
    ("statements", (8,)),
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_blank_ballot_fits_every_poll(kind: Kind) -> None:
    assert choice_fits(terms_of(kind, 3), ())


@pytest.mark.parametrize(("kind", "choice"), FITS)
def test_a_choice_fits_if_it_says_what_the_kind_of_poll_asks(
    kind: Kind, choice: tuple[int, ...]
) -> None:
    assert choice_fits(terms_of(kind, 3, choices_max=2), choice)


@pytest.mark.parametrize(("kind", "choice"), DOES_NOT_FIT)
def test_a_choice_does_not_fit_if_it_says_anything_else(
    kind: Kind, choice: tuple[int, ...]
) -> None:
    assert not choice_fits(terms_of(kind, 3, choices_max=2), choice)


@pytest.mark.parametrize("kind", KINDS)
def test_the_terms_of_an_ordinary_poll_fit_together(kind: Kind) -> None:
    assert terms_fit(terms_of(kind, 3, choices_max=2))
    assert terms_fit(terms_of(kind, OPTIONS_MAX, choices_max=2, quorum=50, threshold=66))


the_terms = terms_of("several", 4, choices_max=2, seats=2)


@pytest.mark.parametrize(
    "contradictory",
    [
        replace(the_terms, options=1),
        replace(the_terms, options=OPTIONS_MAX + 1),
        replace(the_terms, choices_max=0),
        replace(the_terms, choices_max=5),
        replace(the_terms, seats=0),
        replace(the_terms, seats=5),
        replace(the_terms, quorum=-1),
        replace(the_terms, threshold=-1),
        replace(the_terms, threshold=100),
        replace(the_terms, hold_hours=0),
        replace(the_terms, hold_hours=HOLD_HOURS_MAX + 1),
        replace(the_terms, closes_at="2026-12-01T12:00:00Z"),
        replace(the_terms, closes_at="2026-12-32T12:00Z"),
        replace(the_terms, closes_at="2026-12-1T12:00Z"),
        replace(the_terms, suggestions=("suggestion:a", "suggestion:a")),
        replace(the_terms, suggestions=tuple(map(str, range(SUGGESTIONS_MAX + 1)))),
        replace(the_terms, kind="one"),
        replace(the_terms, kind="ranked", choices_max=4, seats=2),
        replace(the_terms, kind="statements"),
        replace(the_terms, kind="lottery"),  # type: ignore[arg-type]
        replace(the_terms, audience="friends"),  # type: ignore[arg-type]
        replace(the_terms, unit="dog"),  # type: ignore[arg-type]
        replace(the_terms, mode="secret"),  # type: ignore[arg-type]
        replace(the_terms, tie_rule="committee"),  # type: ignore[arg-type]
    ],
)
def test_terms_that_contradict_each_other_or_the_limits_do_not_fit(contradictory: Terms) -> None:
    assert not terms_fit(contradictory)


def test_what_the_kind_of_poll_fixes_is_not_left_to_whoever_opens_it() -> None:
    assert choices_and_seats("one", 4, choices_max=3, seats=2) == (1, 2)
    assert choices_and_seats("several", 4, choices_max=3, seats=2) == (3, 2)
    assert choices_and_seats("approval", 4, choices_max=3, seats=2) == (4, 2)
    assert choices_and_seats("ranked", 4, choices_max=3, seats=2) == (4, 1)
    assert choices_and_seats("statements", 4, choices_max=3, seats=2) == (4, 4)
