"""存证的句子 — what each kind of event says: its name, its sentence with blanks, and its rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from domain.policies import (
    COMMENTS,
    SENSITIVE_ROLES_NEED,
    SUGGESTIONS_PER_DAY,
    VERIFICATION_APPROVERS,
    WHO_MAY_TAKE_PART,
)
from services.language import phrase


@dataclass(frozen=True)
class Told:
    """What one kind of event says: its name in the filter, its sentence, and its rule."""

    kind: str
    sentence: str
    rule: str
    policy: str | None = None


FOUNDING: Final = phrase("by founding: a community begins once, with the rules it starts from")
OF_THE_COMMITTEE: Final = phrase("as a decision of the residents' committee, or at the founding")
OF_TAKING_PART: Final = phrase("under the rule “Who may take part”")
OF_SENSITIVE_ROLES: Final = phrase("under the rule “Who gives a sensitive role”")
OF_TAKING_BACK: Final = phrase("everybody may take back their own words; the entries stay")
OF_CHILDREN: Final = phrase(
    "a child's own words are shown only while a guardian consents, for a year at a time"
)
IMPORTED: Final = phrase("by import of an earlier, public conversation: the last stance counts")

SENTENCES: Final = {
    "community.CommunityFounded.1": Told(
        phrase("Community founded"),
        phrase("%(by)s founded the community “%(name)s”; its clock is %(time_zone)s."),
        FOUNDING,
    ),
    "community.PolicyAdopted.1": Told(
        phrase("Rule adopted"),
        phrase("%(by)s set the rule “%(policy)s” to “%(value)s”."),
        OF_THE_COMMITTEE,
    ),
    "residents.ResidentJoined.1": Told(
        phrase("Resident joined"),
        phrase("%(who)s joined the roll (%(channel)s)."),
        phrase("everybody may join once; children under 14 at the desk"),
    ),
    "residents.DetailsTold.1": Told(
        phrase("Details told anew"),
        phrase("%(who)s told the service desk other details for the roll."),
        phrase("details are noted at the desk, and shown to the person and the staff only"),
    ),
    "residents.ResidenceVouched.1": Told(
        phrase("Residence vouched for"),
        phrase("%(by)s vouched that %(resident)s lives here (%(method)s); another one confirms."),
        phrase("under the rule “Who confirms a residence”"),
        VERIFICATION_APPROVERS.id,
    ),
    "residents.ResidenceVerified.1": Told(
        phrase("Residence confirmed"),
        phrase("%(by)s confirmed that %(resident)s lives here (%(method)s)."),
        phrase("the staff or an invitation letter confirm residence; no telephone is needed"),
    ),
    "residents.MemberLeft.1": Told(
        phrase("Member left"),
        phrase("%(who)s left the roll."),
        phrase("everybody may leave at any time; what was said and decided stays"),
    ),
    "residents.PersonErased.1": Told(
        phrase("Person erased"),
        phrase("%(by)s erased a person: what that person wrote can no longer be read by anybody."),
        phrase("by the right to be erased: this names nobody, and every count stays"),
    ),
    "residents.RoleProposed.1": Told(
        phrase("Role proposed"),
        phrase("%(by)s proposed %(holder)s for the role “%(role)s”."),
        OF_SENSITIVE_ROLES,
        SENSITIVE_ROLES_NEED.id,
    ),
    "residents.RoleGranted.1": Told(
        phrase("Role given"),
        phrase("%(by)s gave %(holder)s the role “%(role)s”."),
        OF_THE_COMMITTEE,
    ),
    "residents.RoleRevoked.1": Told(
        phrase("Role ended"),
        phrase("%(by)s ended the role “%(role)s” of %(holder)s."),
        phrase("as a decision of the residents' committee, or laid down by the holder"),
    ),
    "residents.GuardianNamed.1": Told(
        phrase("Guardian noted"),
        phrase("%(guardian)s speaks for the child %(who)s."),
        phrase("guardians are noted at the desk, under a name that fits one child only"),
    ),
    "residents.GuardianConsented.1": Told(
        phrase("Guardian consented"),
        phrase("%(guardian)s agreed that the own words of the child %(who)s are shown."),
        OF_CHILDREN,
    ),
    "residents.GuardianConsentWithdrawn.1": Told(
        phrase("Guardian's consent withdrawn"),
        phrase("%(guardian)s agrees no longer that the own words of the child %(who)s are shown."),
        OF_CHILDREN,
    ),
    "suggestions.SuggestionSubmitted.1": Told(
        phrase("Suggestion made"),
        phrase("%(who)s made %(suggestion)s about “%(category)s” (%(channel)s)."),
        phrase("under the rules “Who may take part” and “Suggestions per person and day”"),
        SUGGESTIONS_PER_DAY.id,
    ),
    "suggestions.SuggestionModerated.1": Told(
        phrase("Suggestion hidden"),
        phrase("%(by)s hid %(suggestion)s; its stances still count."),
        phrase("hidden by a named rule: %(rule)s"),
    ),
    "suggestions.SuggestionWithdrawn.1": Told(
        phrase("Suggestion withdrawn"),
        phrase("%(who)s withdrew %(suggestion)s (%(channel)s); its stances still count."),
        OF_TAKING_BACK,
    ),
    "suggestions.StanceTaken.1": Told(
        phrase("Stance taken"),
        phrase("%(who)s took the stance “%(choice)s” on %(suggestion)s (%(channel)s)."),
        OF_TAKING_PART,
        WHO_MAY_TAKE_PART.id,
    ),
    "suggestions.StanceWithdrawn.1": Told(
        phrase("Stance withdrawn"),
        phrase("%(who)s withdrew the stance on %(suggestion)s (%(channel)s)."),
        OF_TAKING_BACK,
    ),
    "suggestions.CommentMade.1": Told(
        phrase("Comment made"),
        phrase("%(who)s commented on %(suggestion)s: %(side)s (%(channel)s)."),
        phrase("under the rules “Who may take part” and “Comments”"),
        COMMENTS.id,
    ),
    "suggestions.CommentWithdrawn.1": Told(
        phrase("Comment withdrawn"),
        phrase("%(who)s withdrew a comment on %(suggestion)s (%(channel)s)."),
        OF_TAKING_BACK,
    ),
    "suggestions.ObjectionMade.1": Told(
        phrase("Objection made"),
        phrase("%(who)s objected: %(what)s that the staff recorded is not what was meant."),
        phrase("everybody may object to what was recorded for them; it is withdrawn at once"),
    ),
    "suggestions.PaperKept.1": Told(
        phrase("Paper kept"),
        phrase("A picture of the paper from %(who)s was kept."),
        phrase("only the person and the service desk can see the picture"),
    ),
}  # fmt: skip
KINDS: Final = {event: told.kind for event, told in SENTENCES.items()}
