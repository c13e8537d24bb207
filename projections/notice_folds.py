"""收件箱 inbox — folds: what people are told about the suggestions that concern them.

A notice is written once, not once for each person: whom it concerns is asked when somebody reads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from domain.voting.events import PollCancelled, PollClosed, PollOpened
from projections.projection import Entry, Rows
from projections.suggestion_tables import NOTICES, POLL_SUBJECTS, NoticeRow, PollSubjectsRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.kernel import Event

SEPARATOR = " "
"""Between the suggestions of a poll; no id has a blank."""


def tell(
    rows: Rows,
    entry: Entry[Event],
    suggestion: str,
    kind: str,
    *,
    subject: str | None = None,
    detail: str | None = None,
    reader: str | None = None,
) -> None:
    """Tell everybody whom a suggestion concerns, or one reader, what this entry says."""
    act = entry.event.act
    rows.put(
        NOTICES,
        NoticeRow(entry.position, suggestion, kind, act.at, act.who, subject, detail, reader),
    )


def open_poll(entry: Entry[PollOpened], rows: Rows) -> None:
    event = entry.event
    about = SEPARATOR.join(event.suggestions)
    rows.put(POLL_SUBJECTS, PollSubjectsRow(event.poll, entry.position, about))
    tell_about_poll(entry, "poll-opened", event.poll, rows)


def close_poll(entry: Entry[PollClosed], rows: Rows) -> None:
    tell_about_poll(entry, "poll-closed", entry.event.poll, rows)


def cancel_poll(entry: Entry[PollCancelled], rows: Rows) -> None:
    tell_about_poll(entry, "poll-cancelled", entry.event.poll, rows)


def tell_about_poll(entry: Entry[Event], kind: str, poll: str, rows: Rows) -> None:
    for suggestion in rows.need(POLL_SUBJECTS, poll).suggestions.split():
        tell(rows, entry, suggestion, kind, subject=poll)


FOLDS: dict[type[Event], Callable[[Entry[Any], Rows], None]] = {
    PollOpened: open_poll,
    PollClosed: close_poll,
    PollCancelled: cancel_poll,
}
