"""建议 suggestions — what can happen to a suggestion."""

from __future__ import annotations

from typing import Literal

from domain.kernel import Event, PersonalWords, PublicWords

Choice = Literal["agree", "disagree", "pass"]
Side = Literal["for", "against", "neutral"]
What = Literal["stance", "suggestion", "comment"]
CHOICES: tuple[Choice, ...] = ("agree", "disagree", "pass")
SIDES: tuple[Side, ...] = ("for", "against", "neutral")
WHATS: tuple[What, ...] = ("stance", "suggestion", "comment")
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


class StanceWithdrawn(Event, topic="suggestions.StanceWithdrawn.1", about=("suggestion", "who")):
    """A person took a stance back: under this name none stands any more."""

    suggestion: str
    channel: str


class SuggestionWithdrawn(
    Event, topic="suggestions.SuggestionWithdrawn.1", about=("suggestion", "who")
):
    """A suggestion was taken back by whoever made it. It is kept, and takes nothing new."""

    suggestion: str
    channel: str


class CommentWithdrawn(
    Event, topic="suggestions.CommentWithdrawn.1", about=("suggestion", "comment", "who")
):
    """A comment was taken back by whoever made it. It is kept, and shown no longer."""

    suggestion: str
    comment: str
    channel: str


class ObjectionMade(Event, topic="suggestions.ObjectionMade.1", about=("subject", "who")):
    """A person says that what staff recorded for them (`what`, of `subject`) is not their will.

    What it was is taken back in the same decision.
    """

    subject: str
    what: What


class PaperKept(Event, topic="suggestions.PaperKept.1", about=("subject", "who")):
    """Staff kept a picture of the paper on which somebody wrote what was recorded for them.

    Private, for the person and staff: the picture, as unpadded base64url of its SHA-256.
    """

    subject: str
    picture: PersonalWords = None
