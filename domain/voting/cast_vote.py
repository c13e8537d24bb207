"""表决 voting — a resident votes, and may vote anew until the close; the last vote counts."""

from __future__ import annotations

from datetime import datetime

from eventsourcing.dcb.domain import Selector
from eventsourcing.domain import event

from domain.kernel import Act, Event, Refused
from domain.residents.events import (
    ADULT,
    TEENAGER,
    MemberLeft,
    ResidenceVerified,
    ResidentJoined,
    RoleGranted,
    RoleRevoked,
)
from domain.standing import DESK_ROLES, PLANNER, STEWARD, NotAMember, Office
from domain.voting.events import (
    Audience,
    BallotCast,
    PaperBallotConfirmed,
    VoteCast,
)
from domain.voting.poll_as_it_stands import PollAsItStands
from domain.voting.terms import Terms, choice_fits

CASTINGS_MAX = 50
"""How often one name may vote in one poll without paper: minds change, but nobody fills a log."""
SHEETS_MAX = 10
"""How many sheets of paper are recorded for one name in one poll."""
AGES: dict[Audience, frozenset[str]] = {
    "14-and-over": frozenset({TEENAGER, ADULT}),
    "adults": frozenset({ADULT}),
}
ROLES: dict[Audience, str] = {"stewards": STEWARD, "planners": PLANNER}


class NotVerifiedInTime(Refused):
    """Only those vote here whose residence had been confirmed before this poll was opened."""


class NotAmongTheVoters(Refused):
    """This poll asks others: its page says who may vote."""


class ChoiceDoesNotFit(Refused):
    """This choice does not fit the ballot of this poll."""


class PaperBallotStands(Refused):
    """You voted on paper, and two people confirmed it: to change it, please come to the desk."""


class PaperNeeded(Refused):
    """Staff take a vote for somebody only from a sheet of paper, which a second person confirms."""


class PaperAlreadyUsed(Refused):
    """This sheet of paper has been recorded already."""


class EnoughSheets(Refused):
    """For this person as many sheets of paper were recorded in this poll as the rules allow."""


class EnoughVotes(Refused):
    """You have voted in this poll as often as the rules allow: your last vote counts."""


class CastVote(PollAsItStands):
    """Cast a ballot under the poll's scope; `member` is the same person's name on the roll.

    `arrived` is when it came to the door (exact, UTC, never recorded); `age_band` is what the
    person told, `service` the name under which the person serves: both are only read. `paper` is
    the sheet that staff recorded it from. In an open poll the same choice again records nothing;
    in the others the log cannot know, and every casting is recorded.
    """

    def __init__(  # noqa: PLR0913 - an intention has as many parts as it has.
        self, *, act: Act, member: str, poll: str, choice: tuple[int, ...], channel: str,
        arrived: datetime, age_band: str | None, service: str | None, paper: str | None = None,
    ) -> None:  # fmt: skip
        super().__init__(act)
        self.member, self.poll, self.choice, self.channel = member, poll, choice, channel
        self.arrived, self.age_band, self.service, self.paper = arrived, age_band, service, paper
        self.joined = self.verified = self.verified_in_time = False
        self.castings = self.sheets = 0
        self.in_time: frozenset[Office] = frozenset()
        self.stands: tuple[int, ...] | None = None
        self.paper_stands = False
        self.papers: frozenset[str] = frozenset()

    def consistency_boundary(self) -> list[Selector]:
        roll: list[type[Event]] = [ResidentJoined, ResidenceVerified, MemberLeft]
        cast: list[type[Event]] = [VoteCast, BallotCast, PaperBallotConfirmed]
        boundary = [
            *super().consistency_boundary(),
            Selector(roll, [self.member]),
            Selector(cast, [self.act.who, self.poll]),
        ]
        if self.service is not None:
            boundary.append(Selector([RoleGranted, RoleRevoked], [self.service]))
        if self.paper is not None:
            boundary.append(Selector([VoteCast, BallotCast], [self.paper]))
        return boundary

    @event(ResidentJoined)
    def _(self) -> None:
        self.joined = True

    @event(ResidenceVerified)
    def _(self) -> None:
        self.verified = True
        self.verified_in_time = self.terms is None

    @event(MemberLeft)
    def _(self) -> None:
        self.joined = self.verified = self.verified_in_time = False

    @event(RoleGranted)
    def _(self, act: Act, holder: str, role: str, scope: str | None, until: str | None) -> None:
        office = holder, role, scope
        ended = self.offices.get(office)
        if self.terms is None:
            self.in_time |= {office}
        elif ended is not None and ended <= act.at:
            self.in_time -= {office}
        self.offices = {**self.offices, office: until}

    @event(RoleRevoked)
    def _(self, holder: str, role: str, scope: str | None) -> None:
        ended = holder, role, scope
        self.offices = {each: until for each, until in self.offices.items() if each != ended}
        self.in_time -= {ended}

    @event(VoteCast)
    def _(self, act: Act, choice: tuple[int, ...], paper: str | None) -> None:
        self._cast(act, paper)
        if act.who == self.act.who and paper is None:
            self.stands = choice

    @event(BallotCast)
    def _(self, act: Act, paper: str | None) -> None:
        self._cast(act, paper)

    def _cast(self, act: Act, paper: str | None) -> None:
        own = act.who == self.act.who
        self.castings += own and paper is None
        self.sheets += own and paper is not None
        if paper is not None:
            self.papers |= {paper}

    @event(PaperBallotConfirmed)
    def _(self) -> None:
        self.paper_stands = True

    def execute(self) -> None:
        by_staff = self.act.on_behalf is not None
        if by_staff:
            self.must_hold(DESK_ROLES)
        terms = self.must_take_votes(self.arrived)
        self._must_be_asked(terms)
        if by_staff and self.paper is None:
            raise PaperNeeded
        if not by_staff and self.paper_stands:
            raise PaperBallotStands
        if self.paper in self.papers:
            raise PaperAlreadyUsed
        if not choice_fits(terms, self.choice):
            raise ChoiceDoesNotFit
        if self.paper is None and terms.mode == "open" and self.choice == self.stands:
            return
        if self.paper is None and self.castings >= CASTINGS_MAX:
            raise EnoughVotes
        if self.paper is not None and self.sheets >= SHEETS_MAX:
            raise EnoughSheets
        cast = VoteCast if terms.mode == "open" else BallotCast
        self.record(
            cast(
                act=self.act,
                poll=self.poll,
                choice=self.choice,
                channel=self.channel,
                paper=self.paper,
            )
        )

    def _must_be_asked(self, terms: Terms) -> None:
        """Verified or in office before the opening, still so, and of the audience."""
        if not self.joined:
            raise NotAMember
        if not self.verified_in_time:
            raise NotVerifiedInTime
        if terms.audience in AGES and self.age_band not in AGES[terms.audience]:
            raise NotAmongTheVoters
        role = ROLES.get(terms.audience)
        held = {name for holder, name, _ in filter(self.is_held, self.in_time)
                if holder == self.service}  # fmt: skip
        if role is not None and role not in held:
            raise NotAmongTheVoters
