"""表决 voting — the committee opens a poll, and everything is fixed by which it is decided."""

from __future__ import annotations

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.community.events import PolicyAdopted
from domain.kernel import Act, Refused
from domain.policies import WHO_MAY_VOTE
from domain.standing import COMMITTEE_ROLES, HoldingOffice
from domain.suggestions.events import SuggestionSubmitted
from domain.voting.events import Audience, PollOpened
from domain.voting.poll_as_it_stands import moment
from domain.voting.terms import Terms, terms_fit

POLL_MINUTES_MIN = 5
POLL_DAYS_MAX = 90
AUDIENCES_ALLOWED: dict[str, tuple[Audience, ...]] = {
    "verified": ("residents", "14-and-over", "adults", "stewards", "planners"),
    "verified-14-and-over": ("14-and-over", "adults", "stewards", "planners"),
    "verified-adults": ("adults", "stewards", "planners"),
}
"""By `policy:who-may-vote`, who may be asked: never somebody whom the policy leaves out, but for
those who hold an office, whom it does not concern."""


class PollAlreadyOpened(Refused):
    """This poll has already been opened."""


class TermsDoNotFit(Refused):
    """These rules do not fit together: look at options, choices, seats, quorum and threshold."""


class AudienceIsTooWide(Refused):
    """By the rules of this community, not everybody who would be asked here may vote."""


class ClosingTimeDoesNotFit(Refused):
    """A poll is open for at least five minutes, and for at most ninety days."""


class NothingToVoteOn(Refused):
    """One of the suggestions that this poll is about is not there."""


class LabelsDoNotFit(Refused):
    """Each option needs its own wording, and the poll needs a title."""


class LotNeedsItsDraw(Refused):
    """A poll whose ties are broken by lot says in its text which public draw decides."""


class OpenPoll(HoldingOffice):
    """Open a poll; `voice` is the scope of names in which residents speak this year."""

    def __init__(
        self, *, act: Act, poll: str, voice: str, terms: Terms,
        title: str, text: str, labels: tuple[str, ...],
    ) -> None:  # fmt: skip
        super().__init__(act)
        self.poll, self.voice, self.terms = poll, voice, terms
        self.title, self.text, self.labels = title, text, labels
        self.opened = False
        self.found: frozenset[str] = frozenset()
        self.policies: dict[str, str] = {}

    def consistency_boundary(self) -> list[Selector]:
        return [
            *super().consistency_boundary(),
            Selector([PollOpened], [self.poll]),
            Selector([PolicyAdopted], [WHO_MAY_VOTE.id]),
            *(Selector([SuggestionSubmitted], [about]) for about in self.terms.suggestions),
        ]

    @event(PollOpened)
    def _(self) -> None:
        self.opened = True

    @event(PolicyAdopted)
    def _(self, policy: str, value: str) -> None:
        self.policies = {policy: value}

    @event(SuggestionSubmitted)
    def _(self, suggestion: str) -> None:
        self.found |= {suggestion}

    def execute(self) -> None:
        self.must_hold(COMMITTEE_ROLES)
        if self.opened:
            raise PollAlreadyOpened
        self._terms_must_fit()
        terms = self.terms
        self.record(
            PollOpened(
                act=self.act,
                poll=self.poll,
                scope=scope_of_ballots(self.poll, self.voice, terms),
                kind=terms.kind,
                options=terms.options,
                choices_max=terms.choices_max,
                seats=terms.seats,
                audience=terms.audience,
                unit=terms.unit,
                mode=terms.mode,
                quorum=terms.quorum,
                threshold=terms.threshold,
                tie_rule=terms.tie_rule,
                closes_at=terms.closes_at,
                hold_hours=terms.hold_hours,
                suggestions=terms.suggestions,
                title=self.title,
                text=self.text or None,
                labels=self.labels,
            )
        )

    def _terms_must_fit(self) -> None:
        terms = self.terms
        if not terms_fit(terms):
            raise TermsDoNotFit
        if terms.audience not in AUDIENCES_ALLOWED[WHO_MAY_VOTE.among(self.policies)]:
            raise AudienceIsTooWide
        open_for = (moment(terms.closes_at) - moment(self.act.at)).total_seconds() / 60
        if not POLL_MINUTES_MIN <= open_for <= POLL_DAYS_MAX * 24 * 60:
            raise ClosingTimeDoesNotFit
        if not self.found.issuperset(terms.suggestions):
            raise NothingToVoteOn
        distinct = {label.strip() for label in self.labels} - {""}
        if not self.title.strip() or not len(distinct) == len(self.labels) == terms.options:
            raise LabelsDoNotFit
        if terms.tie_rule == "lot" and not self.text.strip():
            raise LotNeedsItsDraw


def scope_of_ballots(poll: str, voice: str, terms: Terms) -> str:
    """Under which names people vote (entry format, section 4).

    Where a household has one vote its ballot carries the name of the household, whatever the mode.
    """
    if terms.mode == "anonymous" or terms.unit == "household":
        return f"ballot:{poll.removeprefix('poll:')}"
    return voice
