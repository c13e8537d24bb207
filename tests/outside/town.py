"""A town at random: what could happen to suggestions and polls within half a year."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

from domain.community.events import PolicyAdopted
from domain.kernel import ENTRY_TIME, SYSTEM, Act, Event
from domain.policies import ANSWER_WITHIN_DAYS, SUPPORT_THRESHOLD
from domain.residents.events import ResidenceVerified, ResidentJoined
from domain.suggestions.events import (
    CATEGORIES,
    CHOICES,
    MODERATION_RULES,
    STATUSES,
    AppealDecided,
    AppealOutcome,
    CommentMade,
    CommentModerated,
    CommentSupported,
    CommentSupportWithdrawn,
    MergeUndone,
    ModerationAppealed,
    StanceTaken,
    StanceWithdrawn,
    SuggestionAmended,
    SuggestionAnswered,
    SuggestionMerged,
    SuggestionModerated,
    SuggestionSubmitted,
    SuggestionWithdrawn,
    SupportCarried,
)
from domain.voting.events import (
    BallotCast,
    PaperBallotConfirmed,
    PaperBallotDisputed,
    PollCancelled,
    PollClosed,
    PollOpened,
    VoteCast,
)
from domain.voting.terms import MODES
from tests.projections.scenario import founded

PEOPLE = 12
HOURS_BETWEEN_MAX = 18
COMMITTEE = "staff:zhao"
SCOPES = ("voice:2026", "voice:import/polis")


@dataclass
class Town:
    """What stands so far, as far as the next deed must know it."""

    chance: Random
    now: datetime = datetime(2026, 3, 2, 4, tzinfo=UTC)
    events: list[Event] = field(default_factory=lambda: [founded])
    scopes: dict[str, str] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    merged: dict[str, str] = field(default_factory=dict)
    stances: set[tuple[str, str]] = field(default_factory=set)
    supports: set[tuple[str, str]] = field(default_factory=set)
    comments: dict[str, str] = field(default_factory=dict)
    hidden: dict[str, str] = field(default_factory=dict)
    appealed: set[str] = field(default_factory=set)
    polls: dict[str, str] = field(default_factory=dict)
    papers: dict[str, tuple[str, str]] = field(default_factory=dict)

    def live(self, deeds: int) -> list[Event]:
        self.rule(SUPPORT_THRESHOLD.id, "5")
        for number in range(PEOPLE):
            member = f"member:{number}"
            self.events.append(ResidentJoined(act=self.by(member), channel="web"))
            verified = ResidenceVerified(act=self.by("staff:lin"), resident=member, method="desk")
            self.events.append(verified)
        for _ in range(deeds):
            self.now += timedelta(hours=self.chance.randint(0, HOURS_BETWEEN_MAX))
            self.chance.choice(DEEDS)(self)
        return self.events

    def by(self, who: str, on_behalf: str | None = None) -> Act:
        return Act(who, self.now.strftime(ENTRY_TIME), on_behalf)

    def rule(self, policy: str, value: str) -> None:
        self.events.append(PolicyAdopted(act=self.by(COMMITTEE), policy=policy, value=value))

    def resident(self, scope: str) -> Act:
        """Somebody, sometimes at the desk."""
        name = f"{scope}:{self.chance.randrange(PEOPLE)}"
        return self.by("staff:lin", name) if self.chance.random() < 0.2 else self.by(name)

    def open_suggestion(self) -> str:
        known = sorted(self.scopes.keys() - self.gone - self.hidden.keys() - self.merged.keys())
        return self.chance.choice(known) if known else self.suggest()

    def answerable(self) -> str:
        """A suggestion that is shown; what was merged still owes its answer."""
        known = sorted(self.scopes.keys() - self.gone - self.hidden.keys())
        return self.chance.choice(known) if known else self.suggest()

    def running(self) -> list[tuple[str, str]]:
        return [(poll, scope) for poll, scope in self.polls.items() if scope]

    def suggest(self) -> str:
        suggestion, scope = f"suggestion:{len(self.scopes)}", self.chance.choice(SCOPES)
        self.scopes[suggestion] = scope
        imported = "2015-08-01T18:30:00Z" if scope == SCOPES[1] else None
        category = self.chance.choice(CATEGORIES)
        self.events.append(
            SuggestionSubmitted(
                act=self.resident(scope), suggestion=suggestion, scope=scope,
                category=category, channel="web", occurred_at=imported,
            )
        )  # fmt: skip
        return suggestion


def suggest(town: Town) -> None:
    town.suggest()


def amend(town: Town) -> None:
    about = town.open_suggestion()
    act = town.resident(town.scopes[about])
    town.events.append(SuggestionAmended(act=act, suggestion=about, version=2, channel="web"))


def take_stance(town: Town) -> None:
    about = town.open_suggestion()
    act = town.resident(town.scopes[about])
    choice = town.chance.choice((*CHOICES, "agree", "agree"))
    town.stances.add((about, act.who))
    town.events.append(StanceTaken(act=act, suggestion=about, choice=choice, channel="desk"))


def withdraw_stance(town: Town) -> None:
    if town.stances:
        about, who = town.chance.choice(sorted(town.stances))
        town.stances.remove((about, who))
        act = town.by(who) if town.chance.random() < 0.7 else town.by(SYSTEM, who)
        town.events.append(StanceWithdrawn(act=act, suggestion=about, channel="web"))


def merge(town: Town) -> None:
    about = town.open_suggestion()
    into = town.open_suggestion()
    if into != about and town.scopes[into] == town.scopes[about]:
        town.merged[about] = into
        town.events.append(SuggestionMerged(act=town.by(COMMITTEE), suggestion=about, into=into))


def undo_merge(town: Town) -> None:
    if town.merged:
        about, into = town.merged.popitem()
        town.events.append(MergeUndone(act=town.by(COMMITTEE), suggestion=about, into=into))


def carry_support(town: Town) -> None:
    for source, into in town.merged.items():
        act = town.resident(town.scopes[into])
        town.stances.add((into, act.who))
        carried = SupportCarried(act=act, suggestion=into, source=source, channel="paper")
        town.events.append(carried)


def answer(town: Town) -> None:
    status = town.chance.choice(STATUSES)
    due = None
    if status == "planned":
        due = (town.now + timedelta(days=town.chance.randint(1, 60))).date().isoformat()
    about = town.answerable()
    act = town.by(COMMITTEE)
    town.events.append(SuggestionAnswered(act=act, suggestion=about, status=status, due=due))


def withdraw_suggestion(town: Town) -> None:
    about = town.open_suggestion()
    town.gone.add(about)
    act = town.resident(town.scopes[about])
    town.events.append(SuggestionWithdrawn(act=act, suggestion=about, channel="web"))


def comment(town: Town) -> None:
    about, said = town.open_suggestion(), f"comment:{len(town.comments)}"
    town.comments[said] = about
    act = town.resident(town.scopes[about])
    made = CommentMade(act=act, suggestion=about, comment=said, side="for", channel="phone")
    town.events.append(made)


def support_comment(town: Town) -> None:
    for said, about in list(town.comments.items())[:2]:
        act = town.resident(town.scopes[about])
        supports = (said, act.who) in town.supports
        town.supports ^= {(said, act.who)}
        kind = CommentSupportWithdrawn if supports else CommentSupported
        town.events.append(kind(act=act, suggestion=about, comment=said))


def hide(town: Town) -> None:
    act, rule = town.by(COMMITTEE), town.chance.choice(MODERATION_RULES)
    shown = sorted(town.comments.keys() - town.hidden.keys())
    if shown and town.chance.random() < 0.6:
        said = town.chance.choice(shown)
        about = town.hidden[said] = town.comments[said]
        town.events.append(CommentModerated(act=act, suggestion=about, comment=said, rule=rule))
    else:
        about = town.open_suggestion()
        town.hidden[about] = about
        town.events.append(SuggestionModerated(act=act, suggestion=about, rule=rule))


def appeal(town: Town) -> None:
    if not (silent := sorted(town.hidden.keys() - town.appealed)):
        return
    subject = town.chance.choice(silent)
    about = town.hidden[subject]
    town.appealed.add(subject)
    act, decided = town.resident(town.scopes[about]), town.chance.random()
    town.events.append(ModerationAppealed(act=act, subject=subject, suggestion=about))
    if decided < 0.8:
        outcome: AppealOutcome = "restored" if decided < 0.6 else "upheld"
        act = town.by("staff:zhou")
        town.events.append(
            AppealDecided(act=act, subject=subject, suggestion=about, outcome=outcome)
        )
        if outcome == "restored":
            del town.hidden[subject]
            town.appealed.remove(subject)


def adopt(town: Town) -> None:
    if town.chance.random() < 0.5:
        town.rule(SUPPORT_THRESHOLD.id, town.chance.choice(("5", "10")))
    else:
        town.rule(ANSWER_WITHIN_DAYS.id, town.chance.choice(("7", "14", "30")))


def open_poll(town: Town) -> None:
    poll, mode = f"poll:{len(town.polls)}", town.chance.choice(MODES)
    scope = f"ballot:{len(town.polls)}" if mode == "anonymous" else SCOPES[0]
    town.polls[poll] = scope
    town.events.append(
        PollOpened(
            act=town.by(COMMITTEE), poll=poll, scope=scope, kind="one", options=2, choices_max=1,
            seats=1, audience="residents", unit="person", mode=mode, quorum=0, threshold=0,
            tie_rule="stays", closes_at="2027-03-02T12:00Z", hold_hours=24,
            suggestions=tuple(sorted({town.open_suggestion(), town.open_suggestion()})),
        )
    )  # fmt: skip


def vote(town: Town) -> None:
    for poll, scope in town.running()[-2:]:
        act, paper = town.resident(scope), None
        if act.on_behalf is not None:
            paper = f"paper:{len(town.events)}"
            town.papers[paper] = (poll, act.who)
        if town.chance.random() < 0.5:
            town.events.append(BallotCast(act=act, poll=poll, channel="web", paper=paper))
        else:
            cast = VoteCast(act=act, poll=poll, choice=(0,), channel="web", paper=paper)
            town.events.append(cast)


def confirm(town: Town) -> None:
    if town.papers:
        paper, (poll, who) = town.papers.popitem()
        if town.polls[poll]:
            act = town.by("staff:zhou", who)
            read = town.chance.choice((PaperBallotConfirmed,) * 3 + (PaperBallotDisputed,))
            town.events.append(read(act=act, poll=poll, paper=paper))


def end_poll(town: Town) -> None:
    if running := town.running():
        poll, _ = running[0]
        kind = town.chance.choice((PollClosed, PollClosed, PollCancelled))
        town.events.append(kind(act=town.by(SYSTEM), poll=poll))
        town.polls[poll] = ""


DEEDS: tuple[Callable[[Town], None], ...] = (
    *(take_stance,) * 30,
    *(answer,) * 2,
    *(vote,) * 4,
    *(withdraw_stance, comment, carry_support, suggest) * 2,
    amend, merge, undo_merge, withdraw_suggestion, support_comment, hide, appeal, adopt,
    open_poll, confirm, end_poll,
)  # fmt: skip
