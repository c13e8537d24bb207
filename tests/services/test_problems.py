import inspect

import pytest

from domain.standing import NotVerified
from services import door, identity, record
from services.language import reason_of, sentence
from services.malformed import SENTENCE_OF, what_is_wrong
from services.problems import (
    FIELD_SENTENCES,
    KINDS,
    NO_SUCH_LOGIN,
    PORT_SENTENCES,
    SENTENCES,
    TITLES,
    kebab,
)
from services.refusing import problem, refusals


def test_the_kind_of_a_refusal_is_its_name_in_small_letters() -> None:
    assert kebab("PollIsClosed") == "poll-is-closed"
    assert kebab("NotAMember") == "not-a-member"


def test_a_refusal_says_the_first_paragraph_of_its_docstring() -> None:
    declared = refusals(NotVerified)[409]["content"]["application/problem+json"]["examples"]
    assert declared["not-verified"]["value"]["detail_en"] == reason_of(NotVerified)


def test_every_exception_of_the_ports_has_its_sentence_here() -> None:
    said = {
        reason_of(reason)
        for port in (door, identity, record)
        for _, reason in inspect.getmembers(port, inspect.isclass)
        if issubclass(reason, Exception) and reason.__module__ == port.__name__
    }
    # Of somebody who is erased meanwhile nobody learns more than of somebody who was never here.
    assert said - {NO_SUCH_LOGIN.sentence} == set(PORT_SENTENCES)


def test_every_kind_of_problem_has_a_title_and_a_name_of_its_own() -> None:
    assert {kind.status for kind in KINDS} <= set(TITLES)
    assert len({kind.name for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("text_en", SENTENCES)
def test_every_sentence_has_its_chinese_twin(text_en: str) -> None:
    assert sentence(text_en, "zh-Hans") != text_en


def test_people_read_chinese_unless_they_ask_for_english() -> None:
    kind = KINDS[0]
    assert problem(kind, None)["detail"] == sentence(kind.sentence, "zh-Hans")
    assert problem(kind, "en-GB,en;q=0.9")["detail"] == kind.sentence


def test_every_complaint_about_a_field_leads_to_a_sentence() -> None:
    assert set(SENTENCE_OF.values()) <= set(FIELD_SENTENCES)


def test_what_the_sender_made_up_is_not_repeated_at_length() -> None:
    error = {"type": "extra_forbidden", "loc": ("body", "x\ud800" * 100), "ctx": {}}
    [told] = what_is_wrong([error], "en")
    assert len(told["field"]) <= 60
    assert told["field"].encode()
    assert told["detail"] == "This field is not known here."


def test_limits_are_said_in_the_sentence() -> None:
    error = {"type": "string_too_long", "loc": ("body", "title"), "ctx": {"max_length": 300}}
    [told] = what_is_wrong([error], "en")
    assert told == {
        "field": "title",
        "detail": "This may have at most 300 characters.",
        "detail_en": "This may have at most 300 characters.",
    }
