"""建议 suggestions — what can happen to a suggestion."""

from __future__ import annotations

from typing import Literal

from domain.kernel import Event, PublicWords

Choice = Literal["agree", "disagree", "pass"]
Side = Literal["for", "against", "neutral"]
CHOICES: tuple[Choice, ...] = ("agree", "disagree", "pass")
SIDES: tuple[Side, ...] = ("for", "against", "neutral")
CATEGORIES = (
    "services",
    "party-and-community",
    "elder-care",
    "health-and-leisure",
    "making-together",
)
IMPORTED_CHANNEL = "import"


class SuggestionSubmitted(
    Event, topic="suggestions.SuggestionSubmitted.1", about=("suggestion", "who")
):
    """A suggestion was made. `scope` fixes under which names people speak about it, for its life.

    Imports add `source_id` (the statement's id there) and `occurred_at` (RFC 3339, UTC).
    Private, for everyone to read: the title and the text.
    """

    suggestion: str
    scope: str
    category: str
    channel: str
    source_id: str | None = None
    occurred_at: str | None = None
    title: PublicWords = None
    text: PublicWords = None


class StanceTaken(Event, topic="suggestions.StanceTaken.1", about=("suggestion", "who")):
    """A person agrees, disagrees or passes; a later stance replaces an earlier one."""

    suggestion: str
    choice: Choice
    channel: str
    occurred_at: str | None = None


class CommentMade(Event, topic="suggestions.CommentMade.1", about=("suggestion", "comment", "who")):
    """A comment for, against or neutral. Private, for everyone to read: its text."""

    suggestion: str
    comment: str
    side: Side
    channel: str
    text: PublicWords = None


class SuggestionModerated(Event, topic="suggestions.SuggestionModerated.1", about=("suggestion",)):
    """A suggestion was hidden by a named rule. It is kept, and its stances still count."""

    suggestion: str
    rule: str
