"""表决的存证 — what each kind of event about a poll says; no sentence says what somebody chose."""

from __future__ import annotations

from typing import Final

from domain.policies import WHO_MAY_VOTE
from services.language import phrase
from services.pages.audit_telling import OF_OPENING, OF_VOTING, Told

OF_POLLS: Final = {
    "voting.PollOpened.1": Told(
        phrase("Poll opened"),
        phrase("%(by)s opened %(poll)s: %(kind)s, %(mode)s. It closes at %(closes_at)s."),
        phrase("under the rule “Who may vote”; all terms are fixed by the opening"),
        WHO_MAY_VOTE.id,
    ),
    "voting.VoteCast.1": Told(
        phrase("Vote cast"),
        phrase("%(who)s voted in %(poll)s (%(channel)s)."),
        OF_VOTING,
    ),
    "voting.BallotCast.1": Told(
        phrase("Sealed ballot cast"),
        phrase("%(who)s cast a sealed ballot in %(poll)s (%(channel)s)."),
        OF_VOTING,
    ),
    "voting.PaperBallotConfirmed.1": Told(
        phrase("Paper ballot confirmed"),
        phrase("The paper ballot of %(who)s in %(poll)s was confirmed."),
        phrase("a paper ballot counts once a second member of staff has read the same from it"),
    ),
    "voting.PaperBallotDisputed.1": Told(
        phrase("Paper ballot disputed"),
        phrase("A second reading of the paper ballot of %(who)s in %(poll)s differed."),
        phrase("a paper ballot that two people read differently never counts; it is recorded anew"),
    ),
    "voting.PollExtended.1": Told(
        phrase("Poll extended"),
        phrase("%(by)s extended %(poll)s: it closes at %(closes_at)s."),
        phrase("as a decision of the residents' committee, with its reason in public"),
    ),
    "voting.PollCancelled.1": Told(
        phrase("Poll cancelled"),
        phrase("%(by)s cancelled %(poll)s: it has no result, and no sealed ballot is opened."),
        phrase("as a decision of the residents' committee, with its reason in public"),
    ),
    "voting.ClosingHeld.1": Told(
        phrase("Closing held"),
        phrase("%(by)s held the closing of %(poll)s until %(until)s at the latest."),
        phrase("if the door was shut in the last hour, the committee may give more time"),
    ),
    "voting.PollClosed.1": Told(
        phrase("Poll closed"),
        phrase("%(by)s closed %(poll)s."),
        phrase("what reached the door before the close counts, and nothing after it"),
    ),
    "voting.BallotsOpened.1": Told(
        phrase("Ballots opened"),
        phrase("%(by)s opened %(ballots)s of the ballots that count in %(poll)s."),
        OF_OPENING,
    ),
    "voting.BallotsAllOpened.1": Told(
        phrase("All ballots opened"),
        phrase("%(by)s finished the opening of %(poll)s: %(opened)s ballots count."),
        OF_OPENING,
    ),
    "voting.LotDrawn.1": Told(
        phrase("Lot drawn"),
        phrase("%(by)s drew the lot for a tie in %(poll)s: %(drawn)s."),
        phrase("a tie is broken by lot where the opening says so; anybody can follow the order"),
    ),
}
