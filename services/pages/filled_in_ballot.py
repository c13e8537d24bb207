"""填好的选票 filled-in ballot — the choice that a form holds, and how it is told in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from domain.voting.terms import ANSWERS, choice_fits
from projections.voting import Poll
from services.language import Language, phrase, sentence
from services.pages import labels
from services.pages.forms import Form, NotFilledIn

BLANK: Final = "blank"
CHOOSE_SOMETHING: Final = phrase(
    "Nothing is chosen yet: please choose, or say that your ballot stays blank."
)
BLANK_OR_NOT: Final = phrase(
    "A blank ballot chooses nothing: please choose, or let it be blank, but not both."
)
TOO_MANY: Final = phrase("Please choose at most %(most)d options.")
EACH_PLACE_ONCE: Final = phrase("Please give each place to one option only.")
NO_SUCH_OPTION: Final = phrase("This ballot names something that the poll does not offer.")
CHOSEN: Final = "chosen"
"""The field in which a reviewed ballot carries its choice: indexes with spaces between them."""
BALLOT: Final = "ballot"
"""The field at which a ballot that does not fit is to be corrected."""


@dataclass(frozen=True)
class Chosen:
    """One line of a ballot in words: the option or statement, and its place or its answer."""

    label: str
    mark: str = ""


def choice_of(form: Form, poll: Poll) -> tuple[int, ...]:
    """What was filled in; nothing at all is a blank ballot only if somebody says so."""
    form.must_be_fresh()
    reading = {"one": _one, "ranked": _ranked, "statements": _answered}.get(poll.kind, _ticked)
    choice = reading(form, poll)
    is_blank = BLANK in (form.fields.get("blank"), form.fields.get("option"))
    if is_blank and choice:
        raise NotFilledIn(BALLOT, BLANK_OR_NOT)
    if not choice and not is_blank:
        raise NotFilledIn(BALLOT, CHOOSE_SOMETHING)
    if len(choice) > poll.choices_max and poll.kind == "several":
        raise NotFilledIn(BALLOT, TOO_MANY, most=poll.choices_max)
    return _fitting(choice, poll)


def reviewed(form: Form, poll: Poll) -> tuple[int, ...]:
    """The choice of a ballot that was looked at before: it comes back as it was sent."""
    form.must_be_fresh()
    told = form.fields.get(CHOSEN, "-").split()
    if not all(each.isascii() and each.isdigit() and len(each) <= 3 for each in told):  # noqa: PLR2004 - no poll has a thousand options.
        raise NotFilledIn(BALLOT, NO_SUCH_OPTION)
    return _fitting(tuple(map(int, told)), poll)


def _fitting(choice: tuple[int, ...], poll: Poll) -> tuple[int, ...]:
    if not choice_fits(poll.terms, choice):
        raise NotFilledIn(BALLOT, NO_SUCH_OPTION)
    return choice


def _one(form: Form, poll: Poll) -> tuple[int, ...]:
    asked = {str(index): index for index in range(poll.options)}
    option = form.fields.get("option", BLANK)
    if option == BLANK:
        return ()
    if option not in asked:
        raise NotFilledIn(BALLOT, NO_SUCH_OPTION)
    return (asked[option],)


def _ticked(form: Form, poll: Poll) -> tuple[int, ...]:
    return tuple(index for index in range(poll.options) if f"option-{index}" in form.fields)


def _ranked(form: Form, poll: Poll) -> tuple[int, ...]:
    """Options by the place that each was given; a place that was left out is no matter."""
    places: dict[int, int] = {}
    known = {str(place): place for place in range(1, poll.options + 1)}
    for index in range(poll.options):
        told = form.fields.get(f"rank-{index}", "")
        if told and told not in known:
            raise NotFilledIn(BALLOT, NO_SUCH_OPTION)
        if told and places.setdefault(known[told], index) != index:
            raise NotFilledIn(BALLOT, EACH_PLACE_ONCE)
    return tuple(places[place] for place in sorted(places))


def _answered(form: Form, poll: Poll) -> tuple[int, ...]:
    choice = []
    for index in range(poll.options):
        told = form.fields.get(f"statement-{index}", "")
        if told and told not in ANSWERS:
            raise NotFilledIn(BALLOT, NO_SUCH_OPTION)
        if told:
            choice.append(len(ANSWERS) * index + ANSWERS.index(told))
    return tuple(choice)


def in_fields(choice: Sequence[int], poll: Poll) -> dict[str, str]:
    """The fields of a ballot that is filled in like this, so that it can be changed."""
    if not choice:
        return {"option": BLANK, "blank": BLANK}
    if poll.kind == "one":
        return {"option": str(choice[0])}
    if poll.kind == "ranked":
        return {f"rank-{index}": str(place) for place, index in enumerate(choice, 1)}
    if poll.kind == "statements":
        known = len(ANSWERS)
        return {f"statement-{index // known}": ANSWERS[index % known] for index in choice}
    return {f"option-{index}": "1" for index in choice}


def in_words(choice: Sequence[int], poll: Poll, language: Language) -> list[Chosen]:
    """What a ballot says, line by line; a blank one has none."""
    wordings = option_labels(poll, language)
    if poll.kind == "ranked":
        return [Chosen(wordings[index], str(place)) for place, index in enumerate(choice, 1)]
    if poll.kind != "statements":
        return [Chosen(wordings[index]) for index in choice]
    known = len(ANSWERS)
    return [
        Chosen(
            wordings[index // known],
            labels.label(labels.CHOICES, ANSWERS[index % known], language),
        )
        for index in choice
    ]


def option_labels(poll: Poll, language: Language) -> tuple[str, ...]:
    """The wordings of the options; where words are no longer shown, their numbers."""
    if poll.labels:
        return tuple(poll.labels)
    said = sentence(phrase("Option %(number)d"), language)
    return tuple(said % {"number": number} for number in range(1, poll.options + 1))
