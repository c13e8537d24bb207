"""建议 suggestions — folds: what was suggested, amended, merged and followed, and how it stands."""

from __future__ import annotations

from domain.suggestions.events import (
    MergeUndone,
    ObjectionMade,
    StanceTaken,
    StanceWithdrawn,
    SuggestionAmended,
    SuggestionFollowed,
    SuggestionMerged,
    SuggestionSubmitted,
    SuggestionUnfollowed,
    SuggestionWithdrawn,
    SupportCarried,
)
from projections import answer_folds, comment_folds, moderation_folds, notice_folds
from projections.notice_folds import tell
from projections.projection import Entry, Projection, Rows
from projections.suggestion_tables import (
    COMMENTS,
    CONCERNS,
    MERGES,
    OBJECTED,
    STANCES,
    SUGGESTIONS_TABLE,
    TABLES,
    VERSIONS,
    WITHDRAWN,
    CommentRow,
    ConcernRow,
    MergeRow,
    StanceRow,
    SuggestionRow,
    VersionRow,
)


def submit(entry: Entry[SuggestionSubmitted], rows: Rows) -> None:
    event = entry.event
    rows.put(
        SUGGESTIONS_TABLE,
        SuggestionRow(
            suggestion=event.suggestion,
            position=entry.position,
            at=event.act.at,
            occurred_at=event.occurred_at,
            scope=event.scope,
            category=event.category,
            channel=event.channel,
            source_id=event.source_id,
            who=event.act.who,
            last_position=entry.position,
            text_position=entry.position,
        ),
    )
    rows.put(CONCERNS, ConcernRow(event.suggestion, event.act.who, made=entry.position))


def amend(entry: Entry[SuggestionAmended], rows: Rows) -> None:
    """Support stays with the wording that was supported: nobody has re-affirmed the new one yet."""
    event, act = entry.event, entry.event.act
    suggestion = rows.need(SUGGESTIONS_TABLE, event.suggestion)
    suggestion.version, suggestion.reaffirmed = event.version, 0
    suggestion.text_position = suggestion.last_position = entry.position
    rows.put(VERSIONS, VersionRow(event.suggestion, event.version, entry.position, act.at, act.who))
    tell(rows, entry, event.suggestion, "amended", detail=str(event.version))


def take_stance(entry: Entry[StanceTaken], rows: Rows) -> None:
    event = entry.event
    said = StanceRow(
        event.suggestion, event.act.who, event.choice, entry.position, event.version or 1
    )
    stand(entry, said, rows)


def carry(entry: Entry[SupportCarried], rows: Rows) -> None:
    """Support that was carried is an agreeing stance on the suggestion to which it was carried."""
    event = entry.event
    said = StanceRow(
        event.suggestion, event.act.who, "agree", entry.position, event.version or 1, event.source
    )
    stand(entry, said, rows)


def stand(entry: Entry[StanceTaken] | Entry[SupportCarried], said: StanceRow, rows: Rows) -> None:
    """A stance replaces the one that the same name took before."""
    rows.ask((STANCES, (said.suggestion, said.who)), (SUGGESTIONS_TABLE, (said.suggestion,)))
    before = rows.get(STANCES, said.suggestion, said.who)
    suggestion = rows.need(SUGGESTIONS_TABLE, said.suggestion)
    if before is not None and before.choice is not None:
        suggestion.count(before.choice, before.version, -1)
    suggestion.count(str(said.choice), said.version, 1)
    suggestion.last_position = entry.position
    if said.choice == "agree":
        said.since = before.since if before is not None and before.since else entry.position
        answer_folds.oblige(entry, suggestion, rows)
    rows.put(STANCES, said)


def withdraw_stance(entry: Entry[StanceWithdrawn], rows: Rows) -> None:
    """Withdrawing what does not stand is allowed by no rule: it stops the projection."""
    event = entry.event
    standing = event.suggestion, event.act.who
    rows.ask((STANCES, standing), (SUGGESTIONS_TABLE, (event.suggestion,)))
    stance = rows.need(STANCES, *standing)
    suggestion = rows.need(SUGGESTIONS_TABLE, event.suggestion)
    suggestion.count(str(stance.choice), stance.version, -1)
    suggestion.last_position = entry.position
    stance.choice = stance.source = stance.since = None
    stance.position = entry.position


def withdraw_suggestion(entry: Entry[SuggestionWithdrawn], rows: Rows) -> None:
    """The first reason why it is hidden is kept, whatever is said of it later."""
    suggestion = rows.need(SUGGESTIONS_TABLE, entry.event.suggestion)
    suggestion.withdrawn = suggestion.withdrawn or WITHDRAWN
    suggestion.hidden = suggestion.hidden or suggestion.withdrawn
    suggestion.last_position = entry.position


def object_to(entry: Entry[ObjectionMade], rows: Rows) -> None:
    """An objection comes with a withdrawal, which counts; this only says why it was withdrawn."""
    event = entry.event
    said: SuggestionRow | CommentRow | None = None
    if event.what == "suggestion":
        said = rows.need(SUGGESTIONS_TABLE, event.subject)
        said.last_position = entry.position
    if event.what == "comment":
        said = rows.need(COMMENTS, event.subject)
    if said is not None:
        said.withdrawn = OBJECTED
        if said.hidden in {None, WITHDRAWN}:
            said.hidden = OBJECTED


def merge(entry: Entry[SuggestionMerged], rows: Rows) -> None:
    event, act = entry.event, entry.event.act
    suggestion = rows.need(SUGGESTIONS_TABLE, event.suggestion)
    suggestion.merged_into, suggestion.last_position = event.into, entry.position
    suggestion.merge_position = entry.position
    rows.put(MERGES, MergeRow(event.suggestion, entry.position, event.into, act.at, act.by))
    tell(rows, entry, event.suggestion, "merged", subject=event.into)


def undo_merge(entry: Entry[MergeUndone], rows: Rows) -> None:
    """What was carried stays where its people carried it."""
    event, act = entry.event, entry.event.act
    suggestion = rows.need(SUGGESTIONS_TABLE, event.suggestion)
    merged = rows.need(MERGES, event.suggestion, suggestion.merge_position)
    merged.undone, merged.undone_at, merged.undone_by = entry.position, act.at, act.by
    suggestion.merged_into = suggestion.merge_position = None
    suggestion.last_position = entry.position
    tell(rows, entry, event.suggestion, "merge-undone", subject=event.into)


def follow(entry: Entry[SuggestionFollowed], rows: Rows) -> None:
    concern = concern_of(entry, rows)
    concern.followed = entry.position
    rows.need(SUGGESTIONS_TABLE, concern.suggestion).followers += 1


def unfollow(entry: Entry[SuggestionUnfollowed], rows: Rows) -> None:
    concern = concern_of(entry, rows)
    concern.followed = None
    rows.need(SUGGESTIONS_TABLE, concern.suggestion).followers -= 1


def concern_of(
    entry: Entry[SuggestionFollowed] | Entry[SuggestionUnfollowed], rows: Rows
) -> ConcernRow:
    suggestion, who = entry.event.suggestion, entry.event.act.who
    found = rows.get(CONCERNS, suggestion, who)
    return found or rows.put(CONCERNS, ConcernRow(suggestion, who))


SUGGESTIONS = Projection(
    "suggestions",
    version=3,
    tables=TABLES,
    folds={
        SuggestionSubmitted: submit,
        SuggestionAmended: amend,
        StanceTaken: take_stance,
        SupportCarried: carry,
        StanceWithdrawn: withdraw_stance,
        SuggestionWithdrawn: withdraw_suggestion,
        ObjectionMade: object_to,
        SuggestionMerged: merge,
        MergeUndone: undo_merge,
        SuggestionFollowed: follow,
        SuggestionUnfollowed: unfollow,
        **answer_folds.FOLDS,
        **comment_folds.FOLDS,
        **moderation_folds.FOLDS,
        **notice_folds.FOLDS,
    },
)
