"""看板 dashboard — tables and folds: who took part on which local day, in what, and how.

Days, kinds and channels are counted as entries come, so that a dashboard reads sums and no acts.
Two tables know names: one row for each name, and one for each name and day, so that people can be
counted distinctly in any range of days. Everything stands by scope, since nobody can tell two
scopes of one person apart. The time zone of the community comes from its founding, which stands in
the log like all the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from domain.community.events import CommunityFounded
from domain.kernel import SYSTEM
from domain.suggestions.events import (
    CommentMade,
    CommentSupported,
    CommentSupportWithdrawn,
    StanceTaken,
    StanceWithdrawn,
    SuggestionAmended,
    SuggestionSubmitted,
    SupportCarried,
)
from domain.voting.events import BallotCast, VoteCast
from projections import dashboard_decisions, dashboard_polls, dashboard_roll
from projections.dashboard_days import ZONE, day_of, found
from projections.dashboard_polls import VOTERS
from projections.projection import Entry, Key, Projection, Rows, Table

if TYPE_CHECKING:
    from domain.kernel import Event

SUGGESTION, STANCE, COMMENT, VOTE, ANY = "suggestion", "stance", "comment", "vote", "any"
KINDS = (SUGGESTION, STANCE, COMMENT, VOTE, ANY)
AGREE = "agree"
WEB = "web"
"""How a comment is supported: it is done nowhere else, and its entry names no channel."""


@dataclass(slots=True)
class ParticipantRow:
    """How often a name acted, by kind of act."""

    scope: str
    who: str
    suggestion: int = 0
    stance: int = 0
    comment: int = 0
    vote: int = 0


@dataclass(slots=True)
class ParticipationRow:
    """How often a name acted on one day, by kind of act."""

    scope: str
    day: date
    who: str
    suggestion: int = 0
    stance: int = 0
    comment: int = 0
    vote: int = 0


@dataclass(slots=True)
class DayRow:
    scope: str
    day: date
    kind: str
    acts: int = 0
    people: int = 0


@dataclass(slots=True)
class ChannelRow:
    scope: str
    day: date
    channel: str
    acts: int = 0


@dataclass(slots=True)
class StandingRow:
    """What the last stance was, kept here too: two projections may stand at two positions."""

    suggestion: str
    who: str
    choice: str | None


@dataclass(slots=True)
class ChoiceRow:
    scope: str
    choice: str
    standing: int = 0


PARTICIPANTS = Table("dashboard_participants", ParticipantRow, key=("scope", "who"))
PARTICIPATION = Table("dashboard_participation", ParticipationRow, key=("scope", "day", "who"))
DAYS = Table("dashboard_days", DayRow, key=("scope", "day", "kind"))
CHANNELS = Table("dashboard_channels", ChannelRow, key=("scope", "day", "channel"))
STANDING = Table("dashboard_standing", StandingRow, key=("suggestion", "who"))
CHOICES = Table("dashboard_choices", ChoiceRow, key=("scope", "choice"))


def scope_of(name: str) -> str:
    """The scope of a name is everything before its last colon."""
    return name.rpartition(":")[0]


def ask(event: Event, rows: Rows, day: date, *others: tuple[Table[Any], Key]) -> None:
    """Ask for the rows of somebody who acts, together with others."""
    if rows.gathering:
        who = event.act.who
        scope = scope_of(who)
        rows.ask((PARTICIPANTS, (scope, who)), (PARTICIPATION, (scope, day, who)), *others)


def take_part(event: Event, rows: Rows, kind: str, channel: str, day: date) -> None:
    who = event.act.who
    scope = scope_of(who)
    participant = rows.get(PARTICIPANTS, scope, who)
    if participant is None:
        participant = rows.put(PARTICIPANTS, ParticipantRow(scope, who))
    of_day = rows.get(PARTICIPATION, scope, day, who)
    is_new = of_day is None
    if of_day is None:
        of_day = rows.put(PARTICIPATION, ParticipationRow(scope, day, who))
    before = getattr(of_day, kind)
    setattr(of_day, kind, before + 1)
    setattr(participant, kind, getattr(participant, kind) + 1)
    count_act(rows, scope, day, ANY, is_new=is_new)
    count_act(rows, scope, day, kind, is_new=before == 0)
    by_channel = rows.get(CHANNELS, scope, day, channel)
    if by_channel is None:
        by_channel = rows.put(CHANNELS, ChannelRow(scope, day, channel))
    by_channel.acts += 1


def count_act(rows: Rows, scope: str, day: date, kind: str, *, is_new: bool) -> None:
    """One act more of a day and kind, and one name more unless it acted so on that day before."""
    counted = rows.get(DAYS, scope, day, kind)
    if counted is None:
        counted = rows.put(DAYS, DayRow(scope, day, kind))
    counted.acts += 1
    counted.people += is_new


def submit(entry: Entry[SuggestionSubmitted], rows: Rows) -> None:
    event = entry.event
    day = day_of(event, rows, event.occurred_at)
    take_part(event, rows, SUGGESTION, event.channel, day)
    dashboard_decisions.begin(event, rows)


def amend(entry: Entry[SuggestionAmended], rows: Rows) -> None:
    event = entry.event
    take_part(event, rows, SUGGESTION, event.channel, day_of(event, rows))


def take_stance(entry: Entry[StanceTaken], rows: Rows) -> None:
    """Every stance taken is an act; only the last one of a name on a suggestion stands."""
    event = entry.event
    day = day_of(event, rows, event.occurred_at)
    ask(event, rows, day, (STANDING, (event.suggestion, event.act.who)))
    take_part(event, rows, STANCE, event.channel, day)
    stand(event, event.suggestion, event.choice, rows)


def carry_support(entry: Entry[SupportCarried], rows: Rows) -> None:
    """Support that its person carried over is a stance on the suggestion that it reached."""
    event = entry.event
    take_part(event, rows, STANCE, event.channel, day_of(event, rows))
    stand(event, event.suggestion, AGREE, rows)


def withdraw_stance(entry: Entry[StanceWithdrawn], rows: Rows) -> None:
    """Taking a stance back is an act too, except where the system does it for who is erased."""
    event = entry.event
    if event.act.by != SYSTEM:
        take_part(event, rows, STANCE, event.channel, day_of(event, rows))
    stand(event, event.suggestion, None, rows)


def stand(event: Event, suggestion: str, choice: str | None, rows: Rows) -> None:
    """Under this name stands this choice now, and no other one."""
    who = event.act.who
    scope = scope_of(who)
    before = rows.get(STANDING, suggestion, who)
    was = before.choice if before is not None else None
    if was is not None:
        rows.need(CHOICES, scope, was).standing -= 1
    if choice is not None:
        counted = rows.get(CHOICES, scope, choice)
        (counted or rows.put(CHOICES, ChoiceRow(scope, choice))).standing += 1
    rows.put(STANDING, StandingRow(suggestion, who, choice))
    if AGREE in {was, choice}:
        change = (choice == AGREE) - (was == AGREE)
        dashboard_decisions.count_agreement(event, suggestion, change, rows, is_new=choice == AGREE)


def comment(entry: Entry[CommentMade], rows: Rows) -> None:
    day = day_of(entry.event, rows)
    ask(entry.event, rows, day)
    take_part(entry.event, rows, COMMENT, entry.event.channel, day)


def support_comment(entry: Entry[CommentSupported | CommentSupportWithdrawn], rows: Rows) -> None:
    """To find a comment right, or no longer, is a stance too."""
    if entry.event.act.by != SYSTEM:
        day = day_of(entry.event, rows)
        ask(entry.event, rows, day)
        take_part(entry.event, rows, STANCE, WEB, day)


def vote(entry: Entry[VoteCast | BallotCast], rows: Rows) -> None:
    """Every casting is an act; it is a vote that counts at once unless it waits on paper."""
    event, day = entry.event, day_of(entry.event, rows)
    ask(event, rows, day, (VOTERS, (event.poll, event.act.who)))
    take_part(event, rows, VOTE, event.channel, day)
    if event.paper is None:
        dashboard_polls.count_vote(event.poll, event.act.who, rows)


DASHBOARD = Projection(
    "dashboard",
    version=4,
    tables=(
        ZONE, PARTICIPANTS, PARTICIPATION, DAYS, CHANNELS, STANDING, CHOICES,
        *dashboard_decisions.TABLES, *dashboard_polls.TABLES, *dashboard_roll.TABLES,
    ),
    folds={
        CommunityFounded: found,
        SuggestionSubmitted: submit,
        SuggestionAmended: amend,
        StanceTaken: take_stance,
        SupportCarried: carry_support,
        StanceWithdrawn: withdraw_stance,
        CommentMade: comment,
        CommentSupported: support_comment,
        CommentSupportWithdrawn: support_comment,
        VoteCast: vote,
        BallotCast: vote,
        **dashboard_decisions.FOLDS,
        **dashboard_polls.FOLDS,
        **dashboard_roll.FOLDS,
    },
)  # fmt: skip
