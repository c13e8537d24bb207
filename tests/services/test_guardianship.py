"""How it stands with a consent: the last word of all guardians of a child counts, for a year."""

import pytest

from domain.consent import CONSENT_TEXTS
from projections.guardians import Guardianship
from services.guardianship import STATES, WORDINGS, child_of, consent_of, scope_of
from services.language import sentence

CHILD = f"member:{'c' * 22}"
GIVEN, NOON, A_YEAR_LATER = "2026-09-01T04:00Z", "2026-09-01T05:00Z", "2027-09-01T04:00Z"


def guardian(
    letter: str, *, consented: int | None = None, withdrawn: int | None = None
) -> Guardianship:
    at, text = (GIVEN, CONSENT_TEXTS[-1]) if consented else (None, None)
    name = f"{scope_of(CHILD)}:{letter * 22}"
    return Guardianship(CHILD, name, 5, consented, at, text, withdrawn)


def test_before_anybody_has_agreed_there_is_no_consent() -> None:
    assert consent_of([], NOON).state == "none"
    assert consent_of([guardian("a"), guardian("b")], NOON).state == "none"


def test_a_consent_stands_for_a_year() -> None:
    given = consent_of([guardian("a", consented=7)], NOON)
    assert (given.state, given.position, given.until) == ("stands", 7, A_YEAR_LATER)
    assert consent_of([guardian("a", consented=7)], A_YEAR_LATER).state == "expired"


@pytest.mark.parametrize(
    ("mother", "father", "state"),
    [
        (guardian("a", consented=7, withdrawn=9), guardian("b"), "withdrawn"),
        (guardian("a", consented=7), guardian("b", withdrawn=9), "withdrawn"),
        (guardian("a", consented=7, withdrawn=9), guardian("b", consented=11), "stands"),
        (guardian("a", consented=12), guardian("b", consented=7, withdrawn=9), "stands"),
    ],
)
def test_the_last_word_counts_whichever_guardian_says_it(
    mother: Guardianship, father: Guardianship, state: str
) -> None:
    assert consent_of([mother, father], NOON).state == state
    assert consent_of([father, mother], NOON).state == state


def test_a_guardians_name_leads_back_to_the_child_alone() -> None:
    assert child_of(guardian("a").guardian) == CHILD


def test_every_wording_that_was_ever_agreed_to_stays_readable_in_chinese() -> None:
    assert tuple(WORDINGS) == CONSENT_TEXTS
    for paragraphs in WORDINGS.values():
        assert all(sentence(each, "zh-Hans") != each for each in paragraphs)
    assert all(sentence(each, "zh-Hans") != each for each in STATES.values())
