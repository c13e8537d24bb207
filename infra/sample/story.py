"""样本故事 — three months of the sample community, as commands in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from operator import itemgetter
from typing import TYPE_CHECKING

from domain.kernel import SYSTEM, Act
from domain.residents.events import ADULT
from domain.residents.join_community import JoinCommunity
from domain.residents.verify_residence import LETTER, VerifyResidence
from domain.suggestions.make_comment import MakeComment
from domain.suggestions.submit_suggestion import SubmitSuggestion
from domain.suggestions.take_stance import TakeStance
from infra.chance import fresh_id
from infra.sample import governing
from infra.sample.answering import Answers
from infra.sample.childhood import family
from infra.sample.logins import CLERK, PEOPLE, REGISTRAR
from infra.sample.polls import Polls
from infra.sample.rhythm import DAYS
from infra.sample.said import Said
from infra.sample.setting import Member
from infra.sample.turns import Turns
from infra.sample.words import SUGGESTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from domain.kernel import Command
    from domain.suggestions.events import Choice
    from infra.sample.people import Family, Neighbour
    from infra.sample.setting import Setting, Timed
    from infra.sample.statement import Statement
    from services.pictures import Picture

JOINING_DAYS = 55
VERIFIED_PERCENT = 94
STANCES_PER_SUGGESTION = 120
PASS_PERCENT = 12
REVISED_PERCENT = 3
ANSWERING_DAYS = 21
CONFIRMING_DAYS = 5
STEWARDS, PLANNERS = 2, 2
SMALL_STEWARD = 1
"""Which of the children is a steward too: the one who asks for it."""


@dataclass
class Told:
    """What the story comes to: its acts, and what is kept beside the record."""

    commands: list[Command]
    papers: list[tuple[str, Picture]]
    erased: UUID
    log_ins: dict[str, Neighbour]
    """Which residents sign in under which log-in."""
    polls: Polls
    """Who tells of more polls, when the sample is shown."""


@dataclass
class Cast:
    """Who has something besides a place on the roll."""

    stewards: list[Member]
    planners: list[Member]
    log_ins: dict[str, Neighbour]


class Story:
    """Tells what happened; every draw comes from the seed."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.random, self.rhythm = setting.random, setting.rhythm

    def tell(self, people: list[Neighbour], families: list[Family]) -> Told:
        """All acts after the founding, in order of time."""
        last = self.rhythm.at_opening_of(DAYS - 1)
        timed = [*governing.offices(self.setting, last), *governing.rules(self.setting)]
        members = [self._join(neighbour, timed) for neighbour in people]
        by_person = {member.neighbour.person: member for member in members}
        children = []
        for number, each in enumerate(families):
            guardian = by_person[each.guardian.person]
            child, told = family(self.setting, number, each, guardian)
            children.append(child)
            timed.extend(told)
        active = [member for member in members if member.takes_part_from is not None]
        cast = self._cast(active, [each.guardian for each in families], children[SMALL_STEWARD])
        cast.log_ins["jiazhang"] = families[SMALL_STEWARD].guardian
        timed.extend(governing.services(self.setting, cast.stewards, cast.planners))
        for number, statement in enumerate(self.random.sample(SUGGESTIONS, len(SUGGESTIONS))):
            timed.extend(self._suggestion(number, statement, active))
        # A stable sort: what was told first stays first within the same minute.
        timed.sort(key=itemgetter(0))
        turns = Turns(self.setting, timed, members)
        staying = [each.neighbour for each in (*cast.stewards, *cast.planners)]
        staying += [*cast.log_ins.values(), *(each.guardian for each in families)]
        timed.extend(turns.all({self.setting.member(each) for each in staying}))
        timed.sort(key=itemgetter(0))
        said, polls = Said(self.setting, timed), Polls(self.setting, active, cast.stewards)
        timed.extend([*Answers(said).all(), *polls.ended(said)])
        timed.sort(key=itemgetter(0))
        commands = [command for _, command in timed]
        assert turns.erased is not None, "Somebody was found in the lines above."  # noqa: S101
        return Told(commands, turns.papers, turns.erased, cast.log_ins, polls)

    def _cast(self, active: list[Member], guardians: list[Neighbour], child: Member) -> Cast:
        """The liveliest who come by themselves sign in, or serve; a child serves too."""
        ready = [
            member
            for member in active
            if member.joined < self.rhythm.at_opening_of(governing.SERVING_FROM_DAY)
            and member.neighbour.age_band == ADULT
            and not member.neighbour.comes_to_the_desk
            and member.neighbour not in guardians
        ]
        by_liveliness = sorted(ready, key=lambda m: (-m.neighbour.liveliness, m.neighbour.person))
        lively = iter(by_liveliness)
        residents = [login for login, role in PEOPLE.items() if role == "resident"]
        log_ins = {login: next(lively).neighbour for login in residents}
        stewards = [next(lively) for _ in range(STEWARDS)]
        planners = [next(lively) for _ in range(PLANNERS)]
        log_ins |= {"guanjia": stewards[0].neighbour, "guihua": planners[0].neighbour}
        return Cast([*stewards, child], planners, log_ins)

    def _join(self, neighbour: Neighbour, timed: list[Timed]) -> Member:
        desk, channel = neighbour.comes_to_the_desk, neighbour.joins_by
        joined = self.rhythm.on(
            min(int(self.random.triangular(0, JOINING_DAYS, 3)), JOINING_DAYS), at_the_desk=desk
        )
        # The first morning belongs to the offices: nobody serves at the desk before.
        joined = max(joined, self.rhythm.opening + timedelta(hours=3))
        member = self.setting.member(neighbour)
        by = {"roll": REGISTRAR, "desk": CLERK}.get(channel)
        joining = JoinCommunity(
            act=Act.of(by, joined, member) if by else Act.of(member, joined),
            channel=channel,
            name=neighbour.name,
            household=neighbour.household,
            age_band=neighbour.age_band,
        )
        timed.append((joined, joining))
        confirming = self._confirmed(member, channel, joined)
        timed.extend(confirming)
        return Member(neighbour, member, joined, confirming[-1][0] if confirming else None)

    def _confirmed(self, member: str, channel: str, joined: datetime) -> list[Timed]:
        """A letter confirms at once, the list by the office, the others after a visit."""
        if channel == LETTER:
            by_letter = VerifyResidence(act=Act.of(SYSTEM, joined), resident=member, method=channel)
            return [(joined, by_letter)]
        if channel != "roll" and self.random.randrange(100) >= VERIFIED_PERCENT:
            return []
        method, first = ("roll", REGISTRAR) if channel == "roll" else ("desk", CLERK)
        second = CLERK if first == REGISTRAR else REGISTRAR
        moment = self._later_at_the_desk(joined)
        told: list[Timed] = [(moment, _verifying(first, moment, member, method))]
        if governing.needs_two(self.setting, moment):
            moment = self._later_at_the_desk(moment)
            told.append((moment, _verifying(second, moment, member, method)))
        return told

    def _later_at_the_desk(self, moment: datetime) -> datetime:
        return self.rhythm.soon_after(moment, within_days=CONFIRMING_DAYS, at_the_desk=True)

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
        suggestion = f"suggestion:{fresh_id(self.setting.chance, f'sample/suggestion/{number}')}"
        scope = self.setting.voice(moment)
        act, channel = self.setting.spoken(author.neighbour, scope, moment)
        yield (
            moment,
            SubmitSuggestion(
                act=act,
                member=author.member,
                suggestion=suggestion,
                scope=scope,
                category=statement.category,
                channel=channel,
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
                act, channel = self.setting.spoken(member.neighbour, scope, moment)
                yield (
                    moment,
                    TakeStance(
                        act=act,
                        member=member.member,
                        suggestion=suggestion,
                        choice=choice,
                        channel=channel,
                    ),
                )
                moment = self.rhythm.soon_after(moment, within_days=7, at_the_desk=desk)

    def _comments(
        self, statement: Statement, suggestion: str, scope: str, since: datetime,
        active: list[Member],
    ) -> Iterator[Timed]:  # fmt: skip
        for place, (side, text) in enumerate(statement.comments):
            member = self._somebody(active, since)
            moment = self._when(member, since, desk=member.neighbour.comes_to_the_desk)
            act, channel = self.setting.spoken(member.neighbour, scope, moment)
            comment = fresh_id(self.setting.chance, f"sample/{suggestion}/{place}")
            yield (
                moment,
                MakeComment(
                    act=act,
                    member=member.member,
                    suggestion=suggestion,
                    comment=f"comment:{comment}",
                    side=side,
                    channel=channel,
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


def _verifying(by: str, moment: datetime, member: str, method: str) -> VerifyResidence:
    return VerifyResidence(act=Act.of(by, moment), resident=member, method=method)
