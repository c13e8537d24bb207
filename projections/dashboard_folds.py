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
from typing import TYPE_CHECKING

from domain.community.events import CommunityFounded
from domain.kernel import SYSTEM
from domain.suggestions.events import (
    CommentMade,
    StanceTaken,
    StanceWithdrawn,
    SuggestionModerated,
    SuggestionSubmitted,
    SuggestionWithdrawn,
)
from projections import dashboard_roll
from projections.dashboard_days import ZONE, day_of, found
from projections.projection import Entry, Projection, Rows, Table

if TYPE_CHECKING:
    from domain.kernel import Event

SUGGESTION, STANCE, COMMENT, ANY = "suggestion", "stance", "comment", "any"
KINDS = (SUGGESTION, STANCE, COMMENT, ANY)


@dataclass(slots=True)
class ParticipantRow:
    """How often a name acted, by kind of act."""

    scope: str
    who: str
    suggestion: int = 0
    stance: int = 0
    comment: int = 0


@dataclass(slots=True)
class ParticipationRow:
    """How often a name acted on one day, by kind of act."""

    scope: str
    day: date
    who: str
    suggestion: int = 0
    stance: int = 0
    comment: int = 0


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


@dataclass(slots=True)
class SubjectRow:
    suggestion: str
    scope: str
    category: str
    hidden: bool = False


PARTICIPANTS = Table("dashboard_participants", ParticipantRow, key=("scope", "who"))
PARTICIPATION = Table("dashboard_participation", ParticipationRow, key=("scope", "day", "who"))
DAYS = Table("dashboard_days", DayRow, key=("scope", "day", "kind"))
CHANNELS = Table("dashboard_channels", ChannelRow, key=("scope", "day", "channel"))
STANDING = Table("dashboard_standing", StandingRow, key=("suggestion", "who"))
CHOICES = Table("dashboard_choices", ChoiceRow, key=("scope", "choice"))
SUBJECTS = Table("dashboard_subjects", SubjectRow, key=("suggestion",))


def scope_of(name: str) -> str:
    """The scope of a name is everything before its last colon."""
    return name.rpartition(":")[0]


def take_part(event: Event, rows: Rows, kind: str, channel: str, day: date) -> None:
    who = event.act.who
    scope = scope_of(who)
    participant = rows.get(PARTICIPANTS, scope, who)
    if participant is None:
        participant = rows.put(PARTICIPANTS, ParticipantRow(scope, who))
    of_day = rows.get(PARTICIPATION, scope, day, who)
    if of_day is None:
        of_day = rows.put(PARTICIPATION, ParticipationRow(scope, day, who))
    is_new = of_day.suggestion + of_day.stance + of_day.comment == 0
    count_act(rows, DayRow(scope, day, ANY), is_new=is_new)
    count_act(rows, DayRow(scope, day, kind), is_new=getattr(of_day, kind) == 0)
    by_channel = rows.get(CHANNELS, scope, day, channel)
    if by_channel is None:
        by_channel = rows.put(CHANNELS, ChannelRow(scope, day, channel))
    by_channel.acts += 1
    for row in (participant, of_day):
        setattr(row, kind, getattr(row, kind) + 1)


def count_act(rows: Rows, empty: DayRow, *, is_new: bool) -> None:
    """One act more of a day and kind, and one name more unless it acted so on that day before."""
    counted = rows.get(DAYS, empty.scope, empty.day, empty.kind) or rows.put(DAYS, empty)
    counted.acts += 1
    counted.people += is_new


def submit(entry: Entry[SuggestionSubmitted], rows: Rows) -> None:
    event = entry.event
    day = day_of(event, rows, event.occurred_at)
    take_part(event, rows, SUGGESTION, event.channel, day)
    rows.put(SUBJECTS, SubjectRow(event.suggestion, event.scope, event.category))


def take_stance(entry: Entry[StanceTaken], rows: Rows) -> None:
    """Every stance taken is an act; only the last one of a name on a suggestion stands."""
    event, who = entry.event, entry.event.act.who
    day = day_of(event, rows, event.occurred_at)
    take_part(event, rows, STANCE, event.channel, day)
    scope = scope_of(who)
    before = rows.get(STANDING, event.suggestion, who)
    if before is not None and before.choice is not None:
        rows.need(CHOICES, scope, before.choice).standing -= 1
    choice = rows.get(CHOICES, scope, event.choice)
    if choice is None:
        choice = rows.put(CHOICES, ChoiceRow(scope, event.choice))
    choice.standing += 1
    rows.put(STANDING, StandingRow(event.suggestion, who, event.choice))


def withdraw_stance(entry: Entry[StanceWithdrawn], rows: Rows) -> None:
    """Taking a stance back is an act too, except where the system does it for who is erased."""
    event, who = entry.event, entry.event.act.who
    if event.act.by != SYSTEM:
        take_part(event, rows, STANCE, event.channel, day_of(event, rows))
    standing = rows.need(STANDING, event.suggestion, who)
    rows.need(CHOICES, scope_of(who), standing.choice).standing -= 1
    standing.choice = None


def comment(entry: Entry[CommentMade], rows: Rows) -> None:
    take_part(entry.event, rows, COMMENT, entry.event.channel, day_of(entry.event, rows))


def hide(entry: Entry[SuggestionModerated | SuggestionWithdrawn], rows: Rows) -> None:
    rows.need(SUBJECTS, entry.event.suggestion).hidden = True


DASHBOARD = Projection(
    "dashboard",
    version=2,
    tables=(
        ZONE, PARTICIPANTS, PARTICIPATION, DAYS, CHANNELS, STANDING, CHOICES, SUBJECTS,
        *dashboard_roll.TABLES,
    ),
    folds={
        CommunityFounded: found,
        SuggestionSubmitted: submit,
        StanceTaken: take_stance,
        CommentMade: comment,
        SuggestionModerated: hide,
        StanceWithdrawn: withdraw_stance,
        SuggestionWithdrawn: hide,
        **dashboard_roll.FOLDS,
    },
)  # fmt: skip
