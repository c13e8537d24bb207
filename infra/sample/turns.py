"""样本变故 — what happens after things were said: taken back, objected to, left, moved, erased.

Everything here looks at what the story has told so far, and adds to it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from domain.kernel import SYSTEM, Act
from domain.residents.erase_person import ErasePerson
from domain.residents.events import ADULT, TEENAGER
from domain.residents.leave_community import LeaveCommunity
from domain.residents.tell_details import TellDetails
from domain.suggestions.keep_paper import KeepPaper
from domain.suggestions.make_comment import MakeComment
from domain.suggestions.make_objection import MakeObjection
from domain.suggestions.submit_suggestion import SubmitSuggestion
from domain.suggestions.take_stance import TakeStance
from domain.suggestions.withdraw_comment import WithdrawComment
from domain.suggestions.withdraw_stance import WithdrawStance
from domain.suggestions.withdraw_suggestion import WithdrawSuggestion
from infra.chance import fresh_id
from infra.sample.logins import CLERK, REGISTRAR
from infra.sample.paper import paper

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from domain.kernel import Command
    from infra.sample.setting import Member, Setting, Timed
    from services.pictures import Picture

    Spoken = SubmitSuggestion | TakeStance | MakeComment

C = TypeVar("C", bound="Command")
LATER_DAYS, LATE_DAY, SILENT_FROM_DAY, LAST_DAY = 6, 76, 88, 91
STANCES_TAKEN_BACK, COMMENTS_TAKEN_BACK, SUGGESTIONS_TAKEN_BACK = 24, 3, 1
OBJECTIONS, MOVED, LEFT = 3, 6, 8
PAPER, PAPERS = "paper", 10
OF_THE_ERASED_MIN, OF_THE_ERASED_MAX = 5, 40


class Turns:
    """Adds to what was told so far; `told` is in order of time."""

    def __init__(self, setting: Setting, told: Sequence[Timed], members: list[Member]) -> None:
        self.setting, self.told, self.members = setting, told, members
        self.papers: list[tuple[str, Picture]] = []
        """Whose pictures are to be kept beside the record."""
        self.erased: UUID | None = None
        """Whose key is to be destroyed at the end."""

    def all(self, settled: set[str]) -> Iterator[Timed]:
        """`settled` are members who have an office or a log-in, and stay."""
        yield from self._taken_back()
        yield from self._objections()
        yield from self._papers()
        yield from self._moved()
        others = [m for m in self.members if m.takes_part_from and m.member not in settled]
        erased = self._somebody_to_erase(others)
        self.erased = erased.neighbour.person
        leaving = [m for m in others if m is not erased]
        for member in self.setting.random.sample(leaving, LEFT):
            moment = self._late()
            act = self.setting.own(member.neighbour, "member", moment)
            yield moment, LeaveCommunity(act=act, holders=())
        yield from self._erasure(erased)

    def _taken_back(self) -> Iterator[Timed]:
        for moment, stance in self._some(TakeStance, STANCES_TAKEN_BACK, "web"):
            when = self._after(moment)
            act = Act.of(stance.act.who, when)
            yield when, WithdrawStance(act=act, suggestion=stance.suggestion, channel="web")
        for moment, said in self._some(MakeComment, COMMENTS_TAKEN_BACK, "web"):
            when = self._after(moment)
            yield (
                when,
                WithdrawComment(
                    act=Act.of(said.act.who, when),
                    suggestion=said.suggestion,
                    comment=said.comment,
                    channel="web",
                ),
            )
        for moment, made in self._some(SubmitSuggestion, SUGGESTIONS_TAKEN_BACK, "web"):
            when = self._after(moment)
            act = Act.of(made.act.who, when)
            yield when, WithdrawSuggestion(act=act, suggestion=made.suggestion, channel="web")

    def _objections(self) -> Iterator[Timed]:
        """Somebody sees on the own page what was recorded over the telephone."""
        for moment, stance in self._some(TakeStance, OBJECTIONS, "phone"):
            when = self._after(moment)
            act = Act.of(stance.act.who, when)
            yield (
                when,
                MakeObjection(act=act, what="stance", subject=stance.suggestion, channel="web"),
            )

    def _papers(self) -> Iterator[Timed]:
        written: list[tuple[datetime, Act, str]] = [
            *(
                (m, said.act, said.suggestion)
                for m, said in self._some(SubmitSuggestion, PAPERS, PAPER)
            ),
            *((m, said.act, said.comment) for m, said in self._some(MakeComment, PAPERS, PAPER)),
        ]
        for moment, said, subject in written[:PAPERS]:
            picture = paper(self.setting.random)
            self.papers.append((said.who, picture))
            when = moment + timedelta(minutes=3)
            act = Act.of(said.by, when, said.who)
            yield when, KeepPaper(act=act, subject=subject, picture=picture.digest)

    def _moved(self) -> Iterator[Timed]:
        """Some move within the community, and somebody has grown up."""
        adults = [m for m in self.members if m.neighbour.age_band == ADULT]
        for member in self.setting.random.sample(adults, MOVED):
            moment = self._late()
            other = self.setting.random.choice(self.members).neighbour.household
            act = Act.of(CLERK, moment, member.member)
            yield moment, TellDetails(act=act, household=other)
        grown = next(m for m in self.members if m.neighbour.age_band == TEENAGER)
        moment = self._late()
        act = Act.of(REGISTRAR, moment, grown.member)
        yield moment, TellDetails(act=act, age_band=ADULT)

    def _somebody_to_erase(self, others: list[Member]) -> Member:
        """Who has said enough for it to show, and no suggestion on which others took a stance."""
        spoken, end = self._by_member(), self.setting.rhythm.at_opening_of(SILENT_FROM_DAY)

        def fits(member: Member) -> bool:
            said = spoken[member.member]
            kinds = {type(command) for _, command in said}
            return (
                OF_THE_ERASED_MIN <= len(said) <= OF_THE_ERASED_MAX
                and not member.neighbour.comes_to_the_desk
                and kinds == {TakeStance, MakeComment}
                and all(moment < end for moment, _ in said)
            )

        return next(filter(fits, others))

    def _erasure(self, erased: Member) -> Iterator[Timed]:
        """As it is carried out: all that stands is taken back at random hours, then the end."""
        rhythm = self.setting.rhythm
        for _, said in self._by_member()[erased.member]:
            if isinstance(said, TakeStance):
                when = rhythm.on(LAST_DAY - 1, at_the_desk=False)
                act = Act.of(SYSTEM, when, said.act.who)
                yield when, WithdrawStance(act=act, suggestion=said.suggestion, channel=SYSTEM)
        end = rhythm.at_opening_of(LAST_DAY) + timedelta(hours=3)
        yield end, LeaveCommunity(act=Act.of(SYSTEM, end, erased.member), holders=())
        end += timedelta(hours=2)
        erasure = f"erasure:{fresh_id(self.setting.chance, 'sample/erasure')}"
        yield end, ErasePerson(act=Act.of(SYSTEM, end), erasure=erasure)

    def _by_member(self) -> dict[str, list[tuple[datetime, Spoken]]]:
        found: defaultdict[str, list[tuple[datetime, Spoken]]] = defaultdict(list)
        for moment, command in self.told:
            if isinstance(command, SubmitSuggestion | TakeStance | MakeComment):
                found[command.member].append((moment, command))
        return found

    def _some(self, kind: type[C], count: int, channel: str) -> list[tuple[datetime, C]]:
        """So many of what was said this way, spread over the whole time."""
        found = [
            (moment, command)
            for moment, command in self.told
            if isinstance(command, kind) and getattr(command, "channel", None) == channel
        ]
        return found[:: max(len(found) // count, 1)][:count]

    def _after(self, moment: datetime) -> datetime:
        return self.setting.rhythm.soon_after(moment, within_days=LATER_DAYS, at_the_desk=False)

    def _late(self) -> datetime:
        day = self.setting.random.randrange(LATE_DAY, LAST_DAY)
        return self.setting.rhythm.on(day, at_the_desk=True)
