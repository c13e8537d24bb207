"""表决用语 poll words — how polls are told to people, and what each mode hides from whom.

The table of modes is that of the entry format, section 4; it is told before anybody votes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from domain.voting.terms import Terms
from projections.voting import Poll
from services.language import Language, phrase, sentence

HOW_IT_IS_COUNTED: Final = {
    "one": phrase("A ballot names one option. The options with the most votes win."),
    "several": phrase(
        "A ballot names at most as many options as the poll says. The options with the most votes"
        " win."
    ),
    "approval": phrase(
        "A ballot names every option that its voter can accept. The options accepted by the most"
        " win."
    ),
    "ranked": phrase(
        "A ballot puts options in order. Round by round the weakest option drops out, and its"
        " ballots go on to the next one that they name, until one has more than half of those left."
    ),
    "statements": phrase(
        "Each statement is answered for itself: agree, disagree or pass. "
        "It is carried if more agree than disagree."
    ),
}
PAPERS: Final = {
    "waiting": phrase("A paper ballot waits for a second member of staff"),
    "confirmed": phrase("A paper ballot, read by two members of staff"),
    "disputed": phrase(
        "A paper ballot that two people read differently: it does not count and is recorded anew"
    ),
    "unconfirmed": phrase("A paper ballot that nobody confirmed in time: it was not counted"),
}
WHOM_IT_ASKS: Final = {
    "residents": phrase("This poll asks all whose residence was confirmed before it opened."),
    "14-and-over": phrase(
        "This poll asks those of 14 and over whose residence was confirmed before it opened."
    ),
    "adults": phrase("This poll asks the adults whose residence was confirmed before it opened."),
    "stewards": phrase(
        "This poll asks the stewards alone who were in office before it opened: its result"
        " says what they think, and not what the residents do."
    ),
    "planners": phrase(
        "This poll asks the community planners alone who were in office before it opened: its"
        " result says what they think, and not what the residents do."
    ),
}
KEY_HOLDER: Final = phrase(
    "Nothing: whoever keeps the keys of this installation can find out who voted how."
)
PRESSURE: Final = phrase(
    "None of these modes resists pressure: after the opening anybody who knows under which name"
    " you voted can read your choice, and somebody may demand to be shown it. Secret elections of"
    " persons that bind need another procedure."
)
ON_PAPER: Final = phrase("Whoever votes on paper at the desk: two members of staff see the choice.")
SHORT_NAME: Final = phrase(
    "You vote under the short name of your suggestions and stances of the year."
)
ONE_TIME_NAME: Final = phrase("You vote under a name that is made for this poll alone.")
NAME_OF_A_HOUSEHOLD: Final = phrase(
    "Your household votes under one name, which is made for this poll alone. Everybody of it can"
    " vote, and the last ballot replaces those before."
)
REPLACED: Final = phrase(
    "You can change your vote until the close. What you replaced is never opened."
)


@dataclass(frozen=True)
class Secrecy:
    """What is seen by whom in one mode, as it is told before anybody votes."""

    while_open: str
    afterwards: str
    name: str
    from_the_key_holder: str = KEY_HOLDER
    changing: str = REPLACED


SECRECY: Final = {
    "open": Secrecy(
        phrase("Everybody sees at once which name chose what, and how the votes stand."),
        phrase("The same: name and choice stay public."),
        SHORT_NAME,
        changing=phrase(
            "You can change your vote until the close. What you replaced stays in the log, in"
            " public."
        ),
    ),
    "sealed": Secrecy(
        phrase("Everybody sees which names have voted, and nowhere what they chose."),
        phrase("The ballots that count are opened: everybody reads which name chose what."),
        SHORT_NAME,
    ),
    "anonymous": Secrecy(
        phrase(
            "Everybody sees how many have voted, under names made for this poll alone, and nowhere"
            " what they chose."
        ),
        phrase(
            "The ballots that count are opened under these names. Nobody can join them to your"
            " other acts by the log; in a small poll the hour and the order of votes may still"
            " tell who is who."
        ),
        ONE_TIME_NAME,
    ),
}


def secrecy_of(terms: Terms | Poll) -> Secrecy:
    """What is seen by whom; a household has a name of its own, whatever the mode."""
    secrecy = SECRECY[terms.mode]
    return secrecy if terms.unit == "person" else replace(secrecy, name=NAME_OF_A_HOUSEHOLD)


def how_many(terms: Terms | Poll, language: Language) -> str:
    """What a ballot may hold, in one sentence."""
    if terms.kind == "several":
        said = sentence(phrase("Choose at most %(most)d options."), language)
        return said % {"most": terms.choices_max}
    return sentence(HOW_MANY[terms.kind], language)


HOW_MANY: Final = {
    "one": phrase("Choose one option."),
    "approval": phrase("Choose every option that you can accept."),
    "ranked": phrase("Give 1 to what you want most, then 2, and so on; you may leave some out."),
    "statements": phrase("Answer each statement; you may leave some out."),
}
