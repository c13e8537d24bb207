"""表决 voting — what can happen to a poll (entry format, section 4)."""

from __future__ import annotations

from typing import Literal

from domain.kernel import Event, PublicLabels, PublicWords, Sealed

Kind = Literal["one", "several", "approval", "ranked", "statements"]
Audience = Literal["residents", "14-and-over", "adults", "stewards", "planners"]
Unit = Literal["person", "household"]
Mode = Literal["open", "sealed", "anonymous"]
TieRule = Literal["listed-first", "lot", "stays"]
Opened = tuple[int, tuple[int, ...], str]
"""One opened ballot: position of its casting, choice, salt (unpadded base64url of 32 bytes)."""


class PollOpened(Event, topic="voting.PollOpened.1", about=("poll", "suggestions")):
    """A poll begins, and with it everything is fixed by which it will be decided.

    `scope` fixes under which names people vote; `options` is how many there are (of statements:
    how many statements); `choices_max` how many a ballot may choose; `seats` how many options win;
    `quorum` how many ballots it takes; `threshold` the percentage of ballots that a winner must
    exceed; `closes_at` an entry time; `hold_hours` how long a held closing waits at most;
    `suggestions` what it is about. Private, for everyone to read: title, text, and the labels of
    the options.
    """

    poll: str
    scope: str
    kind: Kind
    options: int
    choices_max: int
    seats: int
    audience: Audience
    unit: Unit
    mode: Mode
    quorum: int
    threshold: int
    tie_rule: TieRule
    closes_at: str
    hold_hours: int
    suggestions: tuple[str, ...] = ()
    title: PublicWords = None
    text: PublicWords = None
    labels: PublicLabels = None


class VoteCast(Event, topic="voting.VoteCast.1", about=("poll", "who", "paper")):
    """A vote in an open poll: indexes of options; a later one of the same name replaces it.

    `paper` names the sheet of paper that staff recorded it from; it counts once it is confirmed.
    """

    poll: str
    choice: tuple[int, ...]
    channel: str
    paper: str | None = None


class BallotCast(Event, topic="voting.BallotCast.1", about=("poll", "who", "paper")):
    """A ballot in a sealed or anonymous poll. Private until the opening, for nobody: the choice."""

    poll: str
    channel: str
    paper: str | None = None
    choice: Sealed = None


class PaperBallotConfirmed(
    Event, topic="voting.PaperBallotConfirmed.1", about=("poll", "who", "paper")
):
    """A second member of staff read the same choice from the same sheet of paper."""

    poll: str
    paper: str


class PaperBallotDisputed(
    Event, topic="voting.PaperBallotDisputed.1", about=("poll", "who", "paper")
):
    """A second member of staff read another choice from the same sheet: it never counts."""

    poll: str
    paper: str


class PollExtended(Event, topic="voting.PollExtended.1", about=("poll",)):
    """A poll closes later (`closes_at`). Private, for everyone to read: the reason."""

    poll: str
    closes_at: str
    reason: PublicWords = None


class PollCancelled(Event, topic="voting.PollCancelled.1", about=("poll", "suggestions")):
    """A poll ends without a result; nothing is opened. Private, for everyone: the reason.

    `suggestions` is what it was about.
    """

    poll: str
    suggestions: tuple[str, ...] = ()
    reason: PublicWords = None


class ClosingHeld(Event, topic="voting.ClosingHeld.1", about=("poll",)):
    """The door was shut in the last hour of a poll: the committee may extend it, until `until`."""

    poll: str
    until: str


class PollClosed(Event, topic="voting.PollClosed.1", about=("poll",)):
    """A poll takes no more votes."""

    poll: str


class BallotsOpened(Event, topic="voting.BallotsOpened.1", about=("poll", "part")):
    """Some of the counting ballots of a closed poll, so that anybody can check and count them.

    `part` is `opening:<22 of the poll>:<number>`; together the parts open each counting ballot.
    """

    poll: str
    part: str
    ballots: tuple[Opened, ...]


class BallotsAllOpened(Event, topic="voting.BallotsAllOpened.1", about=("poll",)):
    """All counting ballots are opened, so many of them: now there is a result."""

    poll: str
    opened: int


class LotDrawn(Event, topic="voting.LotDrawn.1", about=("poll",)):
    """Numbers drawn in public after the close, which order the options that are tied."""

    poll: str
    drawn: str
