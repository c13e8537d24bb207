"""决定的数字 — what the figures of answers, hidden words and polls are called, and their rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from services.language import phrase


@dataclass(frozen=True)
class Meaning:
    """A figure's name, and the rule by which it follows from public entries."""

    label: str
    rule: str


STAGES: Final = {
    "submitted": phrase("Made"),
    "threshold": phrase("Supported enough to be answered"),
    "answered": phrase("Answered"),
    "voted": phrase("A poll was held"),
    "planned": phrase("Planned"),
    "done": phrase("Done"),
}
_OVERDUE: Final = phrase(
    "Suggestions whose answer is owed, not given, and was due before today. It is owed from the "
    "stance that reaches the threshold, for as many days as the rule said then, whatever is "
    "withdrawn later, and also after a merge. Hidden and withdrawn ones cannot be answered, and "
    "are left out."
)
_BROKEN: Final = phrase(
    "Suggestions planned or under way whose promised day, which stands in the entry “Official "
    "answer”, lies before today."
)
_STALLED: Final = phrase(
    "Suggestions under review, accepted, planned or under way whose last entry “Official answer” "
    "is more than 60 days old; hidden and withdrawn ones are left out."
)
FIGURES: Final = {
    "answers-in-time-permille": Meaning(
        phrase("Answered in time"),
        phrase(
            "Answers that were owed and given by their day, divided by all that were owed and are "
            "given or overdue; in per cent, cut off after one decimal."
        ),
    ),
    "answer-median-days": Meaning(
        phrase("Days to an answer"),
        phrase(
            "Of the answers that were owed and given: the median of the days from the stance that "
            "obliged to the answer, the lower one of two; 0 where it was there before."
        ),
    ),
    "answers-waiting": Meaning(
        phrase("Answers owed, still in time"),
        phrase("Suggestions whose answer is owed and not given, and due today or later."),
    ),
    "answers-overdue": Meaning(phrase("Answers overdue"), _OVERDUE),
    "promises-broken": Meaning(phrase("Promises broken"), _BROKEN),
    "stalled": Meaning(phrase("Stalled"), _STALLED),
    "comments-hidden": Meaning(
        phrase("Comments hidden by a rule"),
        phrase(
            "Distinct comments in the entries “Comment hidden”, less those restored on appeal "
            "since."
        ),
    ),
    "appeals": Meaning(phrase("Appeals made"), phrase("Entries “Appeal made”.")),
    "appeals-waiting": Meaning(
        phrase("Appeals that wait"),
        phrase("Entries “Appeal made” less entries “Appeal decided”."),
    ),
    "appeals-restored": Meaning(
        phrase("Restored on appeal"),
        phrase("Entries “Appeal decided” that show something again."),
    ),
    "polls": Meaning(
        phrase("Polls, ever"), phrase("Entries “Poll opened”, of the whole community.")
    ),
    "polls-open": Meaning(
        phrase("Polls open"),
        phrase("Polls neither closed nor cancelled; those whose closing is held, too."),
    ),
    "polls-closed": Meaning(phrase("Polls closed"), phrase("Entries “Poll closed”.")),
    "polls-cancelled": Meaning(phrase("Polls cancelled"), phrase("Entries “Poll cancelled”.")),
    "voters": Meaning(
        phrase("Voters of all polls"),
        phrase(
            "Of each poll that was not cancelled, the distinct names that cast a vote without "
            "paper or had a paper ballot confirmed, added up: who votes in two polls stands there "
            "twice."
        ),
    ),
}
LISTS: Final = {
    "stages": Meaning(
        phrase("From suggestion to decision"),
        phrase(
            "How many suggestions of the chosen conversation ever got so far, hidden ones too, "
            "and the median of the days from being made, the lower one of two. Supported enough: "
            "an answer became owed. Answered: the first official answer but “under review”. A "
            "poll was held: the first poll about it closed. Planned: first said to be planned, "
            "under way or done. Days are those of the entries here, for imported ones too."
        ),
    ),
    "overdue": Meaning(phrase("Overdue answers"), _OVERDUE),
    "broken": Meaning(phrase("Broken promises"), _BROKEN),
    "stalled-list": Meaning(phrase("Stalled suggestions"), _STALLED),
    "hidden": Meaning(
        phrase("Hidden by a rule"),
        phrase(
            "Suggestions and comments that are hidden now, by the rule that the entry names; what "
            "was restored on appeal is left out."
        ),
    ),
}
GROUPS: Final = (
    (
        phrase("Answers and promises"),
        (
            "answers-in-time-permille", "answer-median-days", "answers-waiting",
            "answers-overdue", "promises-broken", "stalled",
        ),
    ),
    (
        phrase("Polls and votes"),
        ("polls", "polls-open", "polls-closed", "polls-cancelled", "voters"),
    ),
    (
        phrase("Hiding and appeals"),
        ("comments-hidden", "appeals", "appeals-waiting", "appeals-restored"),
    ),
)  # fmt: skip
