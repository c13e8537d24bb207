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
Status = Literal["under-review", "accepted", "declined", "planned", "under-way", "done"]
STATUSES: tuple[Status, ...] = (
    "under-review", "accepted", "declined", "planned", "under-way", "done",
)  # fmt: skip
AppealOutcome = Literal["upheld", "restored"]
MODERATION_RULES = ("personal-data", "insult", "advertising", "off-topic", "unlawful")
"""For what words may be hidden. What is hidden at the source of an import names its own rule."""


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
    """A person agrees, disagrees or passes; a later stance replaces an earlier one.

    `version` is the wording that it is about; absent, the first one.
    """

    suggestion: str
    choice: Choice
    channel: str
    occurred_at: str | None = None
    version: int | None = None


class SuggestionAmended(
    Event, topic="suggestions.SuggestionAmended.1", about=("suggestion", "who")
):
    """Its author gave a suggestion another wording: version 2, 3, … Stances stay with theirs.

    Private, for everyone to read: the title and the text.
    """

    suggestion: str
    version: int
    channel: str
    title: PublicWords = None
    text: PublicWords = None


class SuggestionAnswered(Event, topic="suggestions.SuggestionAnswered.1", about=("suggestion",)):
    """The committee answered: a status, and the day (YYYY-MM-DD, local) by which it is promised.

    Private, for everyone to read: the answer, with its reason or its evidence.
    """

    suggestion: str
    status: Status
    due: str | None = None
    text: PublicWords = None


class SuggestionMerged(Event, topic="suggestions.SuggestionMerged.1", about=("suggestion", "into")):
    """A suggestion says the same as another one, and goes on there. Its stances stay with it.

    Private, for everyone to read: the reason.
    """

    suggestion: str
    into: str
    reason: PublicWords = None


class MergeUndone(Event, topic="suggestions.MergeUndone.1", about=("suggestion", "into")):
    """A merge was taken back: the suggestion stands by itself again. What was carried stays.

    Private, for everyone to read: the reason.
    """

    suggestion: str
    into: str
    reason: PublicWords = None


class SupportCarried(Event, topic="suggestions.SupportCarried.1", about=("suggestion", "who")):
    """A supporter of a merged suggestion (`source`) agrees with the one into which it was merged.

    It is a stance on `suggestion`, and is changed and taken back like one.
    """

    suggestion: str
    source: str
    channel: str
    version: int | None = None


class SuggestionFollowed(
    Event, topic="suggestions.SuggestionFollowed.1", about=("suggestion", "who")
):
    """A person wants to hear what becomes of a suggestion."""

    suggestion: str


class SuggestionUnfollowed(
    Event, topic="suggestions.SuggestionUnfollowed.1", about=("suggestion", "who")
):
    """A person does not want to hear of a suggestion any more."""

    suggestion: str


class CommentMade(Event, topic="suggestions.CommentMade.1", about=("suggestion", "comment", "who")):
    """A comment for, against or neutral; `reply_to` is the comment that it answers.

    Private, for everyone to read: its text.
    """

    suggestion: str
    comment: str
    side: Side
    channel: str
    reply_to: str | None = None
    text: PublicWords = None


class CommentSupported(
    Event, topic="suggestions.CommentSupported.1", about=("suggestion", "comment", "who")
):
    """A person finds a comment of somebody else right."""

    suggestion: str
    comment: str


class CommentSupportWithdrawn(
    Event, topic="suggestions.CommentSupportWithdrawn.1", about=("suggestion", "comment", "who")
):
    """A person took the support of a comment back."""

    suggestion: str
    comment: str


class SuggestionModerated(Event, topic="suggestions.SuggestionModerated.1", about=("suggestion",)):
    """A suggestion was hidden by a named rule. It is kept, and its stances still count.

    Private, for everyone to read: the reason.
    """

    suggestion: str
    rule: str
    reason: PublicWords = None


class CommentModerated(
    Event, topic="suggestions.CommentModerated.1", about=("suggestion", "comment")
):
    """A comment was hidden by a named rule. It is kept.

    Private, for everyone to read: the reason.
    """

    suggestion: str
    comment: str
    rule: str
    reason: PublicWords = None


class ModerationAppealed(Event, topic="suggestions.ModerationAppealed.1", about=("subject", "who")):
    """Whoever said what was hidden (`subject`) asks the committee to look at it again.

    Private, for the person and staff: why.
    """

    subject: str
    suggestion: str
    text: PersonalWords = None


class AppealDecided(Event, topic="suggestions.AppealDecided.1", about=("subject",)):
    """Another member of staff decided an appeal: the hiding is upheld, or it is shown again.

    Private, for everyone to read: the reason.
    """

    subject: str
    suggestion: str
    outcome: AppealOutcome
    reason: PublicWords = None


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
