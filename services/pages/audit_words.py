"""存证的句子 — what each kind of event says: its name, its sentence with blanks, and its rule."""

from __future__ import annotations

from typing import Final

from domain.policies import SENSITIVE_ROLES_NEED, VERIFICATION_APPROVERS
from services.language import phrase
from services.pages.audit_of_suggestions import OF_SUGGESTIONS
from services.pages.audit_of_voting import OF_POLLS
from services.pages.audit_telling import Told

FOUNDING: Final = phrase("by founding: a community begins once, with the rules it starts from")
OF_THE_COMMITTEE: Final = phrase("as a decision of the residents' committee, or at the founding")
OF_SENSITIVE_ROLES: Final = phrase("under the rule “Who gives a sensitive role”")
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
    **OF_SUGGESTIONS,
    **OF_POLLS,
}
KINDS: Final = {event: told.kind for event, told in SENTENCES.items()}
