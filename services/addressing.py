"""称谓 addressing — of whom a refusal speaks: whoever acts for a resident is not the one meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from domain.residents.join_community import AlreadyAMember
from domain.residents.leave_community import StillInOffice
from domain.residents.verify_residence import VerifyResidence
from domain.standing import NotAMember, NotVerified
from domain.suggestions.appeal_moderation import AppealedAlready
from domain.suggestions.carry_support import NothingToCarry
from domain.suggestions.submit_suggestion import EnoughForToday
from domain.suggestions.take_stance import EnoughChangesForToday
from domain.voting.cast_vote import EnoughVotes
from services.language import phrase, reason_of

if TYPE_CHECKING:
    from domain.kernel import Command, Refused

ABOUT_THE_RESIDENT: Final[dict[type[Refused], str]] = {
    AlreadyAMember: phrase("This resident is already on the roll."),
    NotAMember: phrase("This resident is not on the roll of this community yet."),
    NotVerified: phrase("The residence of this resident has not been confirmed yet."),
    StillInOffice: phrase("This resident holds a role, which has to be laid down first."),
    EnoughForToday: phrase(
        "This resident has made as many suggestions within a day as the rules allow."
    ),
    EnoughChangesForToday: phrase(
        "This resident has changed the stance here many times within a day."
    ),
    NothingToCarry: phrase("This resident has not supported the suggestion that was merged."),
    AppealedAlready: phrase("An appeal was made here already."),
    EnoughVotes: phrase("This resident has voted in this poll as often as the rules allow."),
}
"""What a refusal says to the desk, which is not the one that it is about."""


class RefusedForAResident(Exception):
    """A rule said no to an act for somebody else."""

    def __init__(self, reason: Refused) -> None:
        super().__init__(str(reason))
        self.kind = type(reason)
        self.sentence_en = reason_for_a_resident(self.kind)


def reason_for_a_resident(kind: type[Refused]) -> str:
    """The sentence in English, as whoever acts for somebody else reads it."""
    return ABOUT_THE_RESIDENT.get(kind) or reason_of(kind)


def is_about_a_resident(command: Command, reason: Refused) -> bool:
    """Whether the one who reads the refusal is not the one whom it is about."""
    for_another = command.act.on_behalf is not None or isinstance(command, VerifyResidence)
    return for_another and type(reason) in ABOUT_THE_RESIDENT
