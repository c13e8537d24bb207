"""样本表决 — the polls of the sample community: some that ended, and some that run today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from domain.kernel import ENTRY_TIME, SYSTEM, Act
from domain.residents.events import UNDER_14
from domain.voting.cancel_poll import CancelPoll
from domain.voting.cast_vote import CastVote
from domain.voting.close_poll import GRACE_MINUTES, ClosePoll
from domain.voting.confirm_paper_ballot import ConfirmPaperBallot
from domain.voting.draw_lot import DrawLot
from domain.voting.extend_poll import ExtendPoll
from domain.voting.open_poll import OpenPoll, scope_of_ballots
from domain.voting.terms import Terms
from infra.chance import fresh_id
from infra.sample.logins import CLERK, COLLEAGUE, COMMITTEE, GRID_WORKER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from domain.voting.events import Audience, Kind, Mode, TieRule
    from infra.sample.said import Said
    from infra.sample.setting import Member, Setting, Timed

CHANGE_PERCENT, PAPERS, UNCONFIRMED = 12, 7, 1
LIVE_DAYS = 14


@dataclass(frozen=True)
class Sketch:
    """A poll as the committee thinks of it; days are counted from the first of the sample."""

    name: str
    kind: Kind
    mode: Mode
    title: str
    text: str
    labels: tuple[str, ...]
    appeal: tuple[int, ...]
    """How much each option is liked, among a hundred."""
    turnout_percent: int = 55
    choices_max: int = 1
    seats: int = 1
    quorum: int = 0
    threshold: int = 0
    tie_rule: TieRule = "listed-first"
    from_day: int = 0
    days: int = 7
    about: str = ""
    """A word in the title of the suggestion that the poll is about."""
    audience: Audience = "14-and-over"

    def terms(self, closes_at: str, suggestions: tuple[str, ...] = ()) -> Terms:
        return Terms(
            kind=self.kind,
            options=len(self.labels),
            choices_max=self.choices_max,
            seats=self.seats,
            audience=self.audience,
            unit="person",
            mode=self.mode,
            quorum=self.quorum,
            threshold=self.threshold,
            tie_rule=self.tie_rule,
            closes_at=closes_at,
            hold_hours=24,
            suggestions=suggestions,
        )


ENDED: Final = (
    Sketch(
        "stage", "one", "sealed", "中秋夜的舞台，压轴演什么？",
        "得票最多的节目压轴。票密封到截止，截止后一张张公开，人人可以重算。",
        ("越剧选段", "社区合唱团", "孩子们的皮影戏", "旗袍队"), (30, 35, 60, 20),
        turnout_percent=60, from_day=72, days=7, about="舞台",
    ),
    Sketch(
        "square", "ranked", "anonymous", "小广场先改哪一处？",
        "按喜欢的先后排一排。逐轮淘汰，直到一处过半。票不记名公开。",
        ("儿童沙坑", "遮阳棚", "无障碍坡道", "晾衣架"), (41, 39, 44, 36),
        choices_max=4, seats=1, turnout_percent=45, from_day=52, days=9, about="广场",
    ),
    Sketch(
        "hours", "approval", "open", "活动室的三个固定时段，给哪三个队伍？",
        "觉得可以的都勾上，票多的三个队伍得时段。谁勾了什么，当时就公开。",
        ("书法班", "合唱团", "青年桌游", "太极队", "家长互助会"), (55, 60, 35, 58, 40),
        choices_max=5, seats=3, quorum=30, turnout_percent=40, from_day=76, days=7, about="活动室",
    ),
    Sketch(
        "evening", "one", "open", "主理人例会定在哪天晚上？",
        "只问主理人。票数相同就抽签：用截止后第一期双色球的六个红球。",
        ("周二", "周四", "周日"), (), tie_rule="lot", audience="stewards", from_day=80, days=4,
    ),
)  # fmt: skip
CALLED_OFF = Sketch(
    "parking", "one", "sealed", "夜间停车要不要收费？", "先问问大家的意思。",
    ("收，钱用来修路面", "不收"), (30, 60), turnout_percent=20, from_day=70, days=10,
)  # fmt: skip
LIVE: Final = (
    Sketch(
        "lamps", "one", "sealed", "楼道灯要不要换成声控的？",
        "赞成的超过一半就换。票密封到截止；截止以前谁也看不到谁选了什么，只看得到多少人投了。",
        ("换", "不换", "先在三号楼试一个月"), (55, 20, 40),
        turnout_percent=25, threshold=50, tie_rule="stays",
    ),
    Sketch(
        "winter", "several", "open", "冬天的周末，想办哪些活动？最多选两样。",
        "票多的两样先办。谁选了什么，当时就公开；截止以前可以改。",
        ("包饺子", "旧衣交换", "写春联", "跳蚤市场", "观星"), (50, 30, 45, 35, 25),
        turnout_percent=25, choices_max=2, seats=2,
    ),
)  # fmt: skip


class Polls:
    """Tells of polls; those who may vote are verified by then, and 14 or over."""

    def __init__(
        self, setting: Setting, members: Sequence[Member], stewards: Sequence[Member]
    ) -> None:
        self.setting, self.members, self.stewards = setting, members, stewards

    def ended(self, said: Said) -> Iterator[Timed]:
        """Each about the best supported suggestion on its subject of those made by then."""
        for sketch in ENDED:
            moment = self.setting.rhythm.on(sketch.from_day, at_the_desk=True)
            closes = moment + timedelta(days=sketch.days)
            about = [
                suggestion
                for made, suggestion in said.by_support()
                if sketch.about and sketch.about in said.made[suggestion][1].title and made < moment
            ]
            yield from self.run(sketch, moment, closes, about[:1])
            yield from self._closed(sketch, closes)
        moment = self.setting.rhythm.on(CALLED_OFF.from_day, at_the_desk=True)
        closes = moment + timedelta(days=CALLED_OFF.days)
        yield from self.run(CALLED_OFF, moment, closes, (), until=moment + timedelta(days=3))
        yield from self._called_off(moment, closes)

    def run(
        self, sketch: Sketch, moment: datetime, closes: datetime,
        suggestions: Sequence[str] = (), until: datetime | None = None,
    ) -> Iterator[Timed]:  # fmt: skip
        """A poll is opened, and people vote until then, or until its close."""
        poll = self.poll(sketch)
        terms = sketch.terms(closes.strftime(ENTRY_TIME), tuple(suggestions))
        voice = self.setting.voice(moment)
        yield (
            moment,
            OpenPoll(
                act=Act.of(COMMITTEE, moment), poll=poll, voice=voice, terms=terms,
                title=sketch.title, text=sketch.text, labels=sketch.labels,
            ),
        )  # fmt: skip
        scope = scope_of_ballots(poll, voice, terms)
        last = (until or closes) - timedelta(minutes=30)
        if sketch.audience == "stewards":
            yield from self._stewards(sketch, scope, moment)
            return
        voters = [m for m in self.members if self._may_vote(m, moment)]
        papers = 0
        for member in voters:
            if self.setting.random.randrange(100) >= sketch.turnout_percent:
                continue
            name = self.setting.name(member.neighbour.person, scope)
            if member.neighbour.comes_to_the_desk:
                papers += 1
                if papers <= PAPERS:
                    yield from self._on_paper(sketch, member, name, papers, self._at(moment, last))
                continue
            when = self._at(moment, last)
            yield self._vote(sketch, member, name, when)
            if self.setting.random.randrange(100) < CHANGE_PERCENT:
                yield self._vote(sketch, member, name, self._at(when, last))

    def _closed(self, sketch: Sketch, closes: datetime) -> Iterator[Timed]:
        """One closing was held, because the computer had stood still; the committee ended that."""
        poll, over = self.poll(sketch), closes + timedelta(minutes=GRACE_MINUTES)
        is_held = sketch.tie_rule == "lot"
        act = Act.of(SYSTEM, over)
        yield over, ClosePoll(act=act, poll=poll, door_was_open=not is_held)
        if is_held:
            ended, drawn = over + timedelta(hours=2), over + timedelta(days=1)
            act = Act.of(COMMITTEE, ended)
            yield ended, ClosePoll(act=act, poll=poll, door_was_open=True)
            yield drawn, DrawLot(act=Act.of(COMMITTEE, drawn), poll=poll, drawn="7 12 19 23 28 31")

    def live(self, now: datetime) -> Iterator[Timed]:
        """Polls that run today, for whoever looks at the sample: opened a moment ago."""
        for sketch in LIVE:
            opened = now - timedelta(hours=3)
            until = now + timedelta(minutes=30)
            yield from self.run(sketch, opened, now + timedelta(days=LIVE_DAYS), until=until)

    def _stewards(self, sketch: Sketch, scope: str, moment: datetime) -> Iterator[Timed]:
        """Each of them wants another evening."""
        for number, steward in enumerate(self.stewards):
            person, when = steward.neighbour.person, moment + timedelta(hours=number + 2)
            cast = CastVote(
                act=Act.of(self.setting.name(person, scope), when),
                member=steward.member,
                poll=self.poll(sketch),
                choice=(number % len(sketch.labels),),
                channel="web",
                arrived=when,
                age_band=None,
                service=self.setting.name(person, "service"),
            )
            yield when, cast

    def poll(self, sketch: Sketch) -> str:
        return f"poll:{fresh_id(self.setting.chance, f'sample/poll/{sketch.name}')}"

    def _may_vote(self, member: Member, moment: datetime) -> bool:
        return (
            member.takes_part_from is not None
            and member.takes_part_from < moment
            and member.neighbour.age_band != UNDER_14
        )

    def _at(self, since: datetime, last: datetime) -> datetime:
        seconds = max(int((last - since).total_seconds()), 1)
        return since + timedelta(seconds=self.setting.random.randrange(seconds))

    def _choice(self, sketch: Sketch) -> tuple[int, ...]:
        """Each option is liked or not; of those that are, as many as the ballot takes."""
        random = self.setting.random
        liked = sorted(
            range(len(sketch.labels)), key=lambda option: -sketch.appeal[option] * random.random()
        )
        if sketch.kind == "ranked":
            return tuple(liked[: random.randint(1, len(liked))])
        count = random.randint(1, sketch.choices_max)
        return tuple(sorted(liked[:count]))

    def _vote(
        self, sketch: Sketch, member: Member, name: str, moment: datetime, sheet: str | None = None
    ) -> Timed:
        cast = CastVote(
            act=Act.of(CLERK, moment, name) if sheet else Act.of(name, moment),
            member=member.member,
            poll=self.poll(sketch),
            choice=self._choice(sketch),
            channel="paper" if sheet else "web",
            arrived=moment,
            age_band=member.neighbour.age_band,
            service=None,
            paper=sheet,
        )
        return moment, cast

    def _on_paper(
        self, sketch: Sketch, member: Member, name: str, number: int, moment: datetime
    ) -> Iterator[Timed]:
        """The first was read differently by two, and written anew; nobody confirmed the last."""
        if number == 1:
            yield from self._sheet(sketch, member, name, f"{number}/misread", moment, agrees=False)
            moment += timedelta(minutes=15)
        agrees = None if number > PAPERS - UNCONFIRMED else True
        yield from self._sheet(sketch, member, name, f"{number}", moment, agrees=agrees)

    def _sheet(
        self, sketch: Sketch, member: Member, name: str, number: str, moment: datetime,
        *, agrees: bool | None,
    ) -> Iterator[Timed]:  # fmt: skip
        """Recorded by one, read by another, who agrees or not; None: by nobody."""
        sheet = f"paper:{fresh_id(self.setting.chance, f'sample/sheet/{sketch.name}/{number}')}"
        yield self._vote(sketch, member, name, moment, sheet)
        if agrees is None:
            return
        later = moment + timedelta(minutes=9)
        yield (
            later,
            ConfirmPaperBallot(
                act=Act.of(GRID_WORKER, later, name), poll=self.poll(sketch), paper=sheet,
                agrees=agrees, arrived=later,
            ),
        )  # fmt: skip

    def _called_off(self, moment: datetime, closes: datetime) -> Iterator[Timed]:
        longer, off = moment + timedelta(days=2), moment + timedelta(days=4)
        poll, until = self.poll(CALLED_OFF), (closes + timedelta(days=2)).strftime(ENTRY_TIME)
        reason = "业主大会推迟了两天，表决也跟着推迟。"
        act = Act.of(COLLEAGUE, longer)
        yield longer, ExtendPoll(act=act, poll=poll, closes_at=until, reason=reason)
        reason = "街道通知停车由物业统一管理，这件事社区不能单独决定。"
        yield off, CancelPoll(act=Act.of(COMMITTEE, off), poll=poll, reason=reason)
