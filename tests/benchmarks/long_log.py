"""长卷 — a long log: what a neighbourhood of thousands does in half a year, as its entries.

Entries are written straight into the log, in the mixture of a busy community and lawful in their
order. Nothing lies in the vault for them, as if everybody had been erased since: views, which read
public fields alone, are the same, and so is all that is measured over them.
"""

from __future__ import annotations

import random
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from domain.kernel import ENTRY_TIME, Act, Event
from domain.residents.events import MemberLeft, ResidenceVerified, ResidentJoined
from domain.suggestions.events import (
    CATEGORIES,
    CHOICES,
    SIDES,
    CommentMade,
    CommentModerated,
    CommentSupported,
    StanceTaken,
    StanceWithdrawn,
    SuggestionAmended,
    SuggestionAnswered,
    SuggestionFollowed,
    SuggestionSubmitted,
)
from domain.voting.events import BallotCast, Mode, PollClosed, PollOpened, VoteCast
from infra.event_log import NewEntry, pen
from infra.installation import Installation
from infra.mapper import entry_of
from projections.views import Community

SLUG = "long"
STAFF = "staff:chair"
BEGINNING = datetime(2026, 1, 5, 0, 0, tzinfo=UTC)
HALF_A_YEAR = timedelta(days=180)
VOICE = "voice:2026"
OPTIONS = 4
BATCH_ENTRIES = 5_000
NAME_BYTES, NAME_CHARS, COMMITMENT_BYTES = 17, 22, 32
ENTRIES_PER_RESIDENT = 50
TURNOUT = 0.9
REPEATED = 0.03
ANSWERED_AGAIN = 0.3


class Neighbourhood:
    """What people do next: each call makes one lawful entry of its kind."""

    def __init__(self, entries: int) -> None:
        # Chance only spreads what people do: the same seed, the same log.
        self.chance = random.Random(0)  # noqa: S311 - as the line above says.
        self.entries, self.at = entries, BEGINNING.strftime(ENTRY_TIME)
        people = max(entries // ENTRIES_PER_RESIDENT, 10)
        self.voices = [f"{VOICE}:{self.token()}" for _ in range(people)]
        self.unverified: list[str] = []
        self.verified: list[str] = []
        self.suggestions: list[str] = []
        self.comments: list[tuple[str, str, str]] = []
        self.standing: list[tuple[str, str]] = []
        self.versions: dict[str, int] = {}
        self.withdrawn: set[tuple[str, str]] = set()
        self.moderated: set[str] = set()
        self.polls: list[Poll] = []

    def events(self) -> Iterator[Event]:
        """So many entries, without end of variety: the first of each kind when it can be."""
        yield self.submit()
        doing = random.Random(1).choices(  # noqa: S311 - as above.
            [*WEIGHTS], [*WEIGHTS.values()], k=self.entries
        )
        step = HALF_A_YEAR / self.entries
        for number, act in enumerate(doing):
            self.at = (BEGINNING + number * step).replace(minute=0).strftime(ENTRY_TIME)
            yield act(self)

    def token(self) -> str:
        return urlsafe_b64encode(self.chance.randbytes(NAME_BYTES)).decode()[:NAME_CHARS]

    def act(self, by: str) -> Act:
        return Act(by, self.at)

    def somebody(self) -> Act:
        """Few people do much: as it is everywhere."""
        return self.act(self.voices[int(len(self.voices) * self.chance.random() ** 2)])

    def suggestion(self) -> str:
        return self.suggestions[int(len(self.suggestions) * self.chance.random() ** 2)]

    def join(self) -> Event:
        member = f"member:{self.token()}"
        self.unverified.append(member)
        return ResidentJoined(act=self.act(member), channel="web")

    def verify(self) -> Event:
        if not self.unverified:
            return self.join()
        self.verified.append(self.unverified.pop())
        return ResidenceVerified(act=self.act(STAFF), resident=self.verified[-1], method="desk")

    def leave(self) -> Event:
        if not self.verified:
            return self.verify()
        return MemberLeft(act=self.act(self.verified.pop()))

    def submit(self) -> Event:
        self.suggestions.append(f"suggestion:{self.token()}")
        return SuggestionSubmitted(
            act=self.somebody(), suggestion=self.suggestions[-1], scope=VOICE,
            category=self.chance.choice(CATEGORIES), channel="web",
        )  # fmt: skip

    def amend(self) -> Event:
        suggestion = self.suggestion()
        version = self.versions[suggestion] = self.versions.get(suggestion, 1) + 1
        return SuggestionAmended(
            act=self.somebody(), suggestion=suggestion, version=version, channel="web"
        )

    def answer(self) -> Event:
        again = self.chance.random() < ANSWERED_AGAIN
        return SuggestionAnswered(
            act=self.act(STAFF), suggestion=self.suggestion(),
            status="planned" if again else "under-review", due="2026-12-31" if again else None,
        )  # fmt: skip

    def take_stance(self) -> Event:
        act, suggestion = self.somebody(), self.suggestion()
        self.standing.append((suggestion, act.by))
        self.withdrawn.discard((suggestion, act.by))
        return StanceTaken(
            act=act, suggestion=suggestion, choice=self.chance.choice(CHOICES), channel="web",
            version=self.versions.get(suggestion),
        )  # fmt: skip

    def withdraw_stance(self) -> Event:
        taken = self.chance.choice(self.standing) if self.standing else None
        if taken is None or taken in self.withdrawn:
            return self.take_stance()
        self.withdrawn.add(taken)
        return StanceWithdrawn(act=self.act(taken[1]), suggestion=taken[0], channel="web")

    def follow(self) -> Event:
        return SuggestionFollowed(act=self.somebody(), suggestion=self.suggestion())

    def comment(self) -> Event:
        act, suggestion, reply_to = self.somebody(), self.suggestion(), None
        if self.comments and self.chance.random() < ANSWERED_AGAIN:
            suggestion, reply_to, _ = self.chance.choice(self.comments)
        comment = f"comment:{self.token()}"
        self.comments.append((suggestion, comment, act.by))
        return CommentMade(
            act=act, suggestion=suggestion, comment=comment, side=self.chance.choice(SIDES),
            channel="web", reply_to=reply_to,
        )  # fmt: skip

    def support_comment(self) -> Event:
        if not self.comments:
            return self.comment()
        suggestion, comment, _ = self.chance.choice(self.comments)
        return CommentSupported(act=self.somebody(), suggestion=suggestion, comment=comment)

    def moderate_comment(self) -> Event:
        if not self.comments or self.comments[-1][1] in self.moderated:
            return self.comment()
        suggestion, comment, _ = self.comments[-1]
        self.moderated.add(comment)
        return CommentModerated(
            act=self.act(STAFF), suggestion=suggestion, comment=comment, rule="insult"
        )

    def vote(self) -> Event:
        """In one of two polls, one of them open and one sealed; a new one follows the old."""
        place = self.chance.randrange(2)
        if len(self.polls) <= place:
            self.polls.append(Poll(self, "anonymous" if self.polls else "open"))
            return self.polls[-1].open()
        poll = self.polls[place]
        if poll.is_over:
            self.polls[place] = Poll(self, poll.mode)
            return self.polls[place].open()
        return poll.cast()


class Poll:
    """A poll in which most people vote once, and some change their mind."""

    def __init__(self, there: Neighbourhood, mode: Mode) -> None:
        self.there, self.mode, self.is_over = there, mode, False
        token = there.token()
        self.poll = f"poll:{token}"
        self.scope = VOICE if mode == "open" else f"ballot:{token}"
        voters = int(len(there.voices) * TURNOUT)
        self.voted: list[str] = []
        self.to_vote = (
            there.chance.sample(there.voices, voters)
            if mode == "open"
            else [f"{self.scope}:{there.token()}" for _ in range(voters)]
        )

    def open(self) -> Event:
        return PollOpened(
            act=self.there.act(STAFF), poll=self.poll, scope=self.scope, kind="one",
            options=OPTIONS, choices_max=1, seats=1, audience="residents", unit="person",
            mode=self.mode, quorum=0, threshold=0, tie_rule="listed-first",
            closes_at="2026-12-31T00:00Z", hold_hours=24,
            suggestions=(self.there.suggestion(),),
        )  # fmt: skip

    def cast(self) -> Event:
        if not self.to_vote:
            self.is_over = True
            return PollClosed(act=self.there.act(STAFF), poll=self.poll)
        if self.voted and self.there.chance.random() < REPEATED:
            act = self.there.act(self.there.chance.choice(self.voted))
        else:
            act = self.there.act(self.to_vote.pop())
            self.voted.append(act.by)
        if self.mode == "anonymous":
            return BallotCast(act=act, poll=self.poll, channel="web")
        choice = (self.there.chance.randrange(OPTIONS),)
        return VoteCast(act=act, poll=self.poll, choice=choice, channel="web")


Doing = Callable[[Neighbourhood], Event]
WEIGHTS: dict[Doing, int] = {
    Neighbourhood.take_stance: 4_300,
    Neighbourhood.vote: 4_000,
    Neighbourhood.support_comment: 600,
    Neighbourhood.comment: 400,
    Neighbourhood.join: 210,
    Neighbourhood.verify: 200,
    Neighbourhood.follow: 120,
    Neighbourhood.withdraw_stance: 80,
    Neighbourhood.submit: 50,
    Neighbourhood.answer: 20,
    Neighbourhood.amend: 12,
    Neighbourhood.leave: 5,
    Neighbourhood.moderate_comment: 3,
}
"""How often each happens in ten thousand entries."""


def long_log(installation: Installation, entries: int) -> Community:
    """A community whose log holds so many entries, the founding and its rules among them."""
    community = installation.communities.found(installation.writer, SLUG, "长卷社区")
    installation.communities.appoint(installation.writer, community, STAFF.partition(":")[2])
    there = Neighbourhood(entries)
    events = there.events()
    head = 0
    while head < entries:
        with (
            installation.main.connection() as connection,
            pen(connection, community.log) as held,
        ):
            wanted = min(BATCH_ENTRIES, entries - held.head)
            head = held.write([entry(there, event) for event in islice(events, wanted)])
    return community


def entry(there: Neighbourhood, event: Event) -> NewEntry:
    """With a commitment where its words would be."""
    committed = None
    if event.PRIVATE:
        drawn = there.chance.randbytes(COMMITMENT_BYTES)
        committed = urlsafe_b64encode(drawn).decode().rstrip("=")
    return NewEntry(event.TOPIC, event.tags, entry_of(event, committed))
