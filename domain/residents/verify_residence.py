"""居民 residents — the desk confirms that a member lives here. No telephone is asked for."""

from __future__ import annotations

from domain.kernel import Act, Refused
from domain.residents.events import ResidenceVerified
from domain.standing import DESK_ROLES, NotAMember, TakingPart, must_hold


class NobodyVerifiesThemselves(Refused):
    """You cannot confirm your own residence: please ask a colleague."""


class VerifyResidence(TakingPart):
    """Verify the member `resident`; verifying again records nothing.

    `verifier` is the member name of whoever serves at the desk, if it is known; it is only read.
    """

    POLICIES = ()

    def __init__(
        self, *, act: Act, resident: str, verifier: str | None = None, method: str = "desk"
    ) -> None:
        super().__init__(act, resident)
        self.verifier, self.method = verifier, method

    def execute(self) -> None:
        must_hold(self.role, DESK_ROLES)
        if not self.joined:
            raise NotAMember
        if self.verifier == self.member:
            raise NobodyVerifiesThemselves
        if not self.verified:
            # The visit of a named person: its minute would tell that of the entries around it.
            self.record(
                ResidenceVerified(
                    act=self.act.to_the_hour(), resident=self.member, method=self.method
                )
            )
