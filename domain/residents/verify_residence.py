"""居民 residents — it is confirmed that a member lives here. No telephone is asked for."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import SYSTEM, Act, Refused
from domain.policies import INVITATION_LETTERS, VERIFICATION_APPROVERS
from domain.residents.events import MemberLeft, ResidenceVerified, ResidenceVouched
from domain.standing import VERIFYING_ROLES, NotAMember, TakingPart

LETTER = "letter"


class NobodyVerifiesThemselves(Refused):
    """You cannot confirm your own residence: please ask a colleague."""


class LettersDoNotVerify(Refused):
    """By the rules of this community a letter invites, and the service desk confirms."""


class VerifyResidence(TakingPart):
    """Verify the member `resident`; verifying again records nothing.

    By staff with `method` "desk" or "roll": where `policy:verification-approvers` says "two", the
    first one only vouches, and another one verifies. By the system with `method` "letter", when
    the code of a household's letter was shown, as far as `policy:invitation-letters` allows.
    `verifier` is the member name of whoever serves at the desk, if it is known; it is only read.
    """

    POLICIES = (VERIFICATION_APPROVERS, INVITATION_LETTERS)

    def __init__(
        self, *, act: Act, resident: str, verifier: str | None = None, method: str = "desk"
    ) -> None:
        # The visit of a named person: its minute would tell that of the entries around it.
        super().__init__(act.to_the_hour(), resident)
        self.verifier, self.method = verifier, method
        self.vouched_by: str | None = None

    def consistency_boundary(self) -> list[Selector]:
        return [
            *super().consistency_boundary(),
            Selector([ResidenceVouched], [self.member]),
        ]

    @event(ResidenceVouched)
    def _(self, act: Act) -> None:
        self.vouched_by = act.by

    @event(MemberLeft)
    def _(self) -> None:
        self.joined = self.verified = False
        self.vouched_by = None

    def execute(self) -> None:
        by_letter = self.act.by == SYSTEM and self.method == LETTER
        if not by_letter:
            self.must_hold(VERIFYING_ROLES)
        if not self.joined:
            raise NotAMember
        if self.verifier == self.member:
            raise NobodyVerifiesThemselves
        if by_letter and INVITATION_LETTERS.among(self.policies) != "verify":
            raise LettersDoNotVerify
        if self.verified:
            return
        if by_letter or self._is_enough():
            self.record(ResidenceVerified(act=self.act, resident=self.member, method=self.method))
        elif self.vouched_by is None:
            self.record(ResidenceVouched(act=self.act, resident=self.member, method=self.method))

    def _is_enough(self) -> bool:
        one = VERIFICATION_APPROVERS.among(self.policies) == "one"
        return one or self.vouched_by not in (None, self.act.by)
