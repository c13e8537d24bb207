"""Laws of votes: whatever happens in a poll, and in whatever order, each name counts once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.kernel import Act, Command, Event, Refused, decide
from domain.voting.cast_vote import CastVote
from domain.voting.castings import Casting, Castings
from domain.voting.close_poll import ClosePoll
from domain.voting.confirm_paper_ballot import ConfirmPaperBallot
from domain.voting.counting import count
from domain.voting.events import (
    BallotCast,
    Kind,
    Mode,
    PollClosed,
    TieRule,
    VoteCast,
)
from domain.voting.poll_as_it_stands import moment
from domain.voting.terms import KINDS, MODES, TIE_RULES
from tests.cast import (
    NOON,
    clerk,
    clerk_appointed,
    colleague,
    colleague_appointed,
    joined,
    verified,
)
from tests.cast_of_decisions import CLOSES_AT, by_the_clock, poll_opened, programme
from tests.scenario import replayed
from tests.voting.elections import terms_of

PEOPLE = tuple(f"{number:022}" for number in range(4))
OPTIONS = 3
town: list[Event] = [
    clerk_appointed,
    colleague_appointed,
    *(joined.model_copy(update={"act": Act(f"member:{person}", NOON)}) for person in PEOPLE),
    *(verified.model_copy(update={"resident": f"member:{person}"}) for person in PEOPLE),
]
people = st.sampled_from(PEOPLE)
choices = st.sampled_from([(), (0,), (1,), (2,)])
minutes_to_the_close = st.sampled_from((-2, -1, -1, -1, 0, 1))


@dataclass
class Poll:
    """A log in which people act one after the other, and what they were told."""

    mode: Mode
    log: list[Event] = field(default_factory=list)
    online: dict[str, tuple[int, ...]] = field(default_factory=dict)
    sheets: dict[str, tuple[str, tuple[int, ...]]] = field(default_factory=dict)
    confirmed: set[str] = field(default_factory=set)
    disputed: set[str] = field(default_factory=set)

    def asks(self, command: Command) -> bool:
        try:
            self.log += decide(command, [*map(replayed, self.log)])
        except Refused:
            return False
        return True

    def votes(self, person: str, choice: tuple[int, ...], minutes: int, sheet: str | None) -> None:
        name = f"voice:2026:{person}"
        arrived = moment(CLOSES_AT) + timedelta(minutes=minutes)
        cast = CastVote(
            act=Act(name, NOON) if sheet is None else Act(clerk, NOON, name),
            member=f"member:{person}",
            poll=programme,
            choice=choice,
            channel="web",
            arrived=arrived,
            age_band=None,
            service=None,
            paper=sheet,
        )
        if not self.asks(cast):
            return
        assert minutes < 0, "came at the close or later"
        if sheet is None:
            self.online[name] = choice
        else:
            self.sheets[sheet] = name, choice

    def reads(self, by: str, sheet: str, minutes: int, *, agrees: bool) -> None:
        arrived = moment(CLOSES_AT) + timedelta(minutes=minutes)
        name = self.sheets.get(sheet, ("voice:2026:nobody", ()))[0]
        reading = ConfirmPaperBallot(
            act=Act(by, NOON, name), poll=programme, paper=sheet, agrees=agrees, arrived=arrived
        )
        if not self.asks(reading):
            return
        assert minutes < 0, "came at the close or later"
        assert sheet not in self.disputed, "read a third time"
        if sheet in self.confirmed:
            return
        assert by == colleague, "by the same person"
        (self.confirmed if agrees else self.disputed).add(sheet)

    def closes(self) -> None:
        assert self.asks(ClosePoll(act=by_the_clock, poll=programme, door_was_open=True))

    @property
    def expected(self) -> dict[str, tuple[int, ...]]:
        """By what people were told: the last confirmed paper of a name, else the last vote."""
        papers = {n: choice for s, (n, choice) in self.sheets.items() if s in self.confirmed}
        return {**self.online, **papers}

    @property
    def standings(self) -> dict[str, Castings]:
        """What became of the castings of each name."""
        names: dict[str, Castings] = {}
        for position, happened in enumerate(self.log):
            if isinstance(happened, Casting):
                names.setdefault(happened.act.who, Castings()).add(position, happened)
        return names

    @property
    def counted(self) -> dict[str, tuple[int, ...]]:
        """By the entries in their order."""
        chosen = {
            position: happened.choice or ()
            for position, happened in enumerate(self.log)
            if isinstance(happened, VoteCast | BallotCast)
        }
        counting = {name: cast.counting for name, cast in self.standings.items()}
        return {name: chosen[place] for name, place in counting.items() if place is not None}


sheets = st.sampled_from([None, "paper:1", "paper:2"])
votes = st.tuples(people, choices, minutes_to_the_close, sheets)
readings = st.tuples(
    st.sampled_from([clerk, colleague, colleague]),
    st.sampled_from(["paper:1", "paper:2"]),
    minutes_to_the_close,
    st.booleans(),
    st.just("reads"),
)
acts = st.builds(
    lambda before, after: [*before, *after],
    st.lists(votes | readings, max_size=25),
    st.lists(votes | readings | st.just("close"), max_size=5),
)


@for_all(st.sampled_from(MODES), acts)
def test_the_counting_ballots_are_those_that_people_were_told_of(
    mode: Mode,
    asked: list[
        tuple[str, tuple[int, ...], int, str | None] | tuple[str, str, int, bool, str] | str
    ],
) -> None:
    poll = Poll(mode, [*town, poll_opened.model_copy(update={"mode": mode})])
    for each in asked:
        if isinstance(each, str):
            poll.closes()
        elif len(each) == 4:
            poll.votes(*each)
        else:
            by, sheet, minutes, agrees, _ = each
            poll.reads(by, sheet, minutes, agrees=agrees)
    assert poll.counted == poll.expected
    standings = poll.standings.values()
    assert sum(cast.disputed for cast in standings) == len(poll.disputed)
    waiting = {sheet for cast in standings for sheet in cast.waiting}
    assert waiting == poll.sheets.keys() - poll.confirmed - poll.disputed
    for cast in standings:
        fates = (cast.counting is not None, cast.superseded, len(cast.waiting), cast.disputed)
        assert min(fates) >= 0
        assert sum(fates) == cast.cast
    closings = [
        place for place, happened in enumerate(poll.log) if isinstance(happened, PollClosed)
    ]
    assert len(closings) <= 1
    for last in closings:
        assert poll.log[last + 1 :] == []
    ballots = Counter(poll.counted.values())
    assert count(terms_of("one", OPTIONS), ballots).ballots == len(poll.counted)


rankings = st.lists(st.permutations(range(4)).flatmap(
    lambda order: st.integers(0, 4).map(lambda length: tuple(order[:length]))
), max_size=12)  # fmt: skip
kinds = st.sampled_from(KINDS)


def ballots_of(kind: Kind, said: list[tuple[int, ...]]) -> Counter[tuple[int, ...]]:
    """The same lists of options as ballots of another kind."""
    if kind == "ranked":
        return Counter(said)
    if kind == "one":
        return Counter(choice[:1] for choice in said)
    if kind == "several":
        return Counter(tuple(sorted(choice[:2])) for choice in said)
    if kind == "statements":
        return Counter(tuple(sorted(3 * s + s % 3 for s in choice)) for choice in said)
    return Counter(tuple(sorted(choice)) for choice in said)


@for_all(kinds, st.sampled_from(TIE_RULES), rankings)
def test_the_order_in_which_ballots_are_counted_makes_no_difference(
    kind: Kind, rule: TieRule, said: list[tuple[int, ...]]
) -> None:
    terms = terms_of(kind, 4, seats=2, choices_max=2, tie_rule=rule)
    forth, back = ballots_of(kind, said), ballots_of(kind, said[::-1])
    assert count(terms, forth, "7") == count(terms, dict(reversed(back.items())), "7")


@for_all(st.sampled_from(["one", "several", "approval", "ranked"]), rankings,
         st.permutations(range(4)))  # fmt: skip
def test_where_ties_stand_no_option_gains_by_its_place_on_the_list(
    kind: Kind, said: list[tuple[int, ...]], place: list[int]
) -> None:
    terms = terms_of(kind, 4, seats=2, choices_max=2, tie_rule="stays")
    listed = count(terms, ballots_of(kind, said))
    moved = count(terms, ballots_of(kind, [tuple(place[o] for o in choice) for choice in said]))
    assert {place[option] for option in listed.winners} == set(moved.winners)
    assert {place[option] for option in listed.tied} == set(moved.tied)
    assert [listed.votes[option] for option in range(4)] == [moved.votes[n] for n in place]


@for_all(st.sampled_from(["one", "several", "approval"]), rankings,
         st.sampled_from(["listed-first", "lot"]))  # fmt: skip
def test_breaking_a_tie_takes_no_seat_from_anybody_who_had_won_without_it(
    kind: Kind, said: list[tuple[int, ...]], rule: TieRule
) -> None:
    ballots = ballots_of(kind, said)
    stands = count(terms_of(kind, 4, seats=2, choices_max=2, tie_rule="stays"), ballots)
    broken = count(terms_of(kind, 4, seats=2, choices_max=2, tie_rule=rule), ballots, "7")
    assert set(stands.winners) <= set(broken.winners) <= {*stands.winners, *stands.tied}
    assert bool(broken.tie_broken_by) == bool(stands.tied)
    assert not broken.tie_stands


@for_all(st.sampled_from(["one", "several", "approval"]), rankings, st.integers(0, 3))
def test_one_more_vote_never_costs_an_option_its_seat(
    kind: Kind, said: list[tuple[int, ...]], option: int
) -> None:
    terms = terms_of(kind, 4, seats=2, choices_max=2, tie_rule="listed-first")
    before = count(terms, ballots_of(kind, said))
    after = count(terms, ballots_of(kind, [*said, (option,)]))
    assert option not in before.winners or option in after.winners
