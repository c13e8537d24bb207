"""样本故事 — three months of the sample community, as commands in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from domain.community.adopt_policy import AdoptPolicy
from domain.kernel import Act
from domain.policies import SUGGESTIONS_PER_DAY
from domain.residents.grant_role import GrantRole
from domain.residents.join_community import JoinCommunity
from domain.residents.verify_residence import VerifyResidence
from domain.standing import CLERK
from domain.suggestions.make_comment import MakeComment
from domain.suggestions.submit_suggestion import SubmitSuggestion
from domain.suggestions.take_stance import TakeStance
from infra.chance import fresh_id
from infra.sample.logins import LOGINS
from infra.sample.rhythm import DAYS
from infra.sample.words import SUGGESTIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from random import Random
    from uuid import UUID

    from domain.kernel import Command
    from domain.suggestions.events import Choice
    from infra.chance import Chance
    from infra.sample.people import Neighbour
    from infra.sample.rhythm import Rhythm
    from infra.sample.statement import Statement

JOINING_DAYS = 55
VERIFIED_PERCENT = 94
STANCES_PER_SUGGESTION = 120
PASS_PERCENT = 12
REVISED_PERCENT = 3
ANSWERING_DAYS = 21
POLICY_DAY = 30
COMMITTEE, DESK = (f"staff:{login.login}" for login in LOGINS[:2])

Timed = tuple["datetime", "Command"]


@dataclass(frozen=True)
class Member:
    """A neighbour who has joined: since when able to take part, or never."""

    neighbour: Neighbour
    member: str
    takes_part_from: datetime | None


class Story:
    """Tells what happened; every draw comes from the seed."""

    def __init__(
        self,
        random: Random,
        rhythm: Rhythm,
        chance: Chance,
        name: Callable[[UUID, str], str],
    ) -> None:
        self.random, self.rhythm, self.chance, self.name = random, rhythm, chance, name

    def tell(self, people: list[Neighbour]) -> list[Command]:
        """All commands after the founding, in order of time."""
        timed = [*self._offices()]
        members = [self._join(neighbour, timed) for neighbour in people]
        active = [member for member in members if member.takes_part_from is not None]
        for number, statement in enumerate(self.random.sample(SUGGESTIONS, len(SUGGESTIONS))):
            timed.extend(self._suggestion(number, statement, active))
        # A stable sort: what was told first stays first within the same minute.
        return [command for _, command in sorted(timed, key=lambda told: told[0])]

    def _offices(self) -> Iterator[Timed]:
        start = self.rhythm.opening
        yield start, GrantRole(act=Act.of(COMMITTEE, start), holder=DESK, role=CLERK)
        later = self.rhythm.on(POLICY_DAY, at_the_desk=True)
        yield (
            later,
            AdoptPolicy(act=Act.of(COMMITTEE, later), policy=SUGGESTIONS_PER_DAY.id, value="3"),
        )

    def _join(self, neighbour: Neighbour, timed: list[Timed]) -> Member:
        desk = neighbour.comes_to_the_desk
        joined = self.rhythm.on(
            min(int(self.random.triangular(0, JOINING_DAYS, 3)), JOINING_DAYS), at_the_desk=desk
        )
        member = self.name(neighbour.person, "member")
        joining = JoinCommunity(
            act=self._act(neighbour, "member", joined),
            channel=neighbour.channel,
            name=neighbour.name,
            household=neighbour.household,
            age_band=neighbour.age_band,
        )
        timed.append((joined, joining))
        if self.random.randrange(100) >= VERIFIED_PERCENT:
            return Member(neighbour, member, None)
        verified = self.rhythm.soon_after(joined, within_days=5, at_the_desk=True)
        timed.append((verified, VerifyResidence(act=Act.of(DESK, verified), resident=member)))
        return Member(neighbour, member, verified)

    def _suggestion(
        self, number: int, statement: Statement, active: list[Member]
    ) -> Iterator[Timed]:
        day = self.random.randrange(2, DAYS - 1)
        moment = self.rhythm.on(day, at_the_desk=False)
        author = self._somebody(active, moment)
        desk = author.neighbour.comes_to_the_desk
        moment = self.rhythm.on(day, at_the_desk=True) if desk else moment
        author_since = author.takes_part_from
        moment = moment if author_since is None else max(moment, author_since)
        suggestion = f"suggestion:{fresh_id(self.chance, f'sample/suggestion/{number}')}"
        scope = f"voice:{moment.astimezone(self.rhythm.zone).year}"
        yield (
            moment,
            SubmitSuggestion(
                act=self._act(author.neighbour, scope, moment),
                member=author.member,
                suggestion=suggestion,
                scope=scope,
                category=statement.category,
                channel=author.neighbour.channel,
                title=statement.title,
                text=statement.text,
                age_band=author.neighbour.age_band,
            ),
        )
        yield from self._stances(statement, suggestion, scope, moment, active)
        yield from self._comments(statement, suggestion, scope, moment, active)

    def _stances(
        self, statement: Statement, suggestion: str, scope: str, since: datetime,
        active: list[Member],
    ) -> Iterator[Timed]:  # fmt: skip
        count = self.random.randint(STANCES_PER_SUGGESTION // 3, STANCES_PER_SUGGESTION * 2)
        weights = [member.neighbour.liveliness for member in active]
        people = dict.fromkeys(self.random.choices(range(len(active)), weights, k=count))
        for index in people:
            member = active[index]
            desk = member.neighbour.comes_to_the_desk
            moment = self._when(member, since, desk=desk)
            choices = [self._choice(statement)]
            if self.random.randrange(100) < REVISED_PERCENT:
                choices.append(self._choice(statement))
            for choice in choices:
                yield (
                    moment,
                    TakeStance(
                        act=self._act(member.neighbour, scope, moment),
                        member=member.member,
                        suggestion=suggestion,
                        choice=choice,
                        channel=member.neighbour.channel,
                    ),
                )
                moment = self.rhythm.soon_after(moment, within_days=7, at_the_desk=desk)

    def _comments(
        self, statement: Statement, suggestion: str, scope: str, since: datetime,
        active: list[Member],
    ) -> Iterator[Timed]:  # fmt: skip
        for place, (side, text) in enumerate(statement.comments):
            member = self._somebody(active, since)
            desk = member.neighbour.comes_to_the_desk
            moment = self._when(member, since, desk=desk)
            yield (
                moment,
                MakeComment(
                    act=self._act(member.neighbour, scope, moment),
                    member=member.member,
                    suggestion=suggestion,
                    comment=f"comment:{fresh_id(self.chance, f'sample/{suggestion}/{place}')}",
                    side=side,
                    channel=member.neighbour.channel,
                    text=text,
                    age_band=member.neighbour.age_band,
                ),
            )

    def _when(self, member: Member, since: datetime, *, desk: bool) -> datetime:
        start = max(since, member.takes_part_from or since)
        return self.rhythm.soon_after(start, within_days=ANSWERING_DAYS, at_the_desk=desk)

    def _somebody(self, active: list[Member], moment: datetime) -> Member:
        """A lively person who may already take part at that moment."""
        ready = [m for m in active if m.takes_part_from and m.takes_part_from <= moment] or active
        return self.random.choices(ready, [m.neighbour.liveliness for m in ready])[0]

    def _choice(self, statement: Statement) -> Choice:
        if self.random.randrange(100) < PASS_PERCENT:
            return "pass"
        return "agree" if self.random.randrange(100) < statement.appeal else "disagree"

    def _act(self, neighbour: Neighbour, scope: str, moment: datetime) -> Act:
        name = self.name(neighbour.person, scope)
        desk = neighbour.comes_to_the_desk
        return Act.of(DESK, moment, name) if desk else Act.of(name, moment)
