"""数字 figures — how each figure and chart of the dashboard is called, and how it is recomputed.

Those of answers, hidden words and polls stand in `figures_of_decisions.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from projections.dashboard_shapes import Figure
from services.language import phrase
from services.pages import figures_of_decisions
from services.pages.figures_of_decisions import Meaning

_DISTINCT: Final = phrase(
    "Distinct names of the chosen conversation among the entries of this kind; somebody who acted "
    "for a resident is not counted, the resident is."
)
_SHARES: Final = phrase(
    "Suggestions, recorded stances, comments and votes of the chosen days, by the channel that "
    "each entry names; support of comments counts as on the web. Shares are rounded so that "
    "together they make 100.0 per cent: the largest remainders are rounded up."
)
_STANDING: Final = phrase(
    "Stances that stand now: of each name and suggestion only the last one unless it was "
    "withdrawn, on hidden suggestions too. Support that was carried over agrees."
)
FIGURES: Final = {
    "roll-members": Meaning(
        phrase("On the roll"),
        phrase("Entries “Resident joined” less entries “Member left”: those on the roll now."),
    ),
    "roll-verified": Meaning(
        phrase("Residence confirmed"),
        phrase(
            "Those on the roll now for whom there is an entry “Residence confirmed” since they "
            "joined; who joins again is confirmed again."
        ),
    ),
    "roll-joined": Meaning(
        phrase("Joined, ever"),
        phrase("Entries “Resident joined”; who left and joined again stands there twice."),
    ),
    "roll-left": Meaning(phrase("Left, ever"), phrase("Entries “Member left”.")),
    "participation-permille": Meaning(
        phrase("Participation"),
        phrase(
            "People who ever took part in the chosen conversation, divided by the entries "
            "“Residence confirmed”; in per cent, cut off after one decimal. Who left stays in "
            "both numbers: nobody can tell names of two conversations apart. It is of the whole "
            "time: with chosen days it is left out."
        ),
    ),
    "most-active-tenth-permille": Meaning(
        phrase("Share of the most active tenth"),
        phrase(
            "Acts of the most active tenth of the people (rounded up), divided by all acts of the "
            "chosen conversation. The lower, the more evenly neighbours take part."
        ),
    ),
    "people-any": Meaning(phrase("People who took part"), _DISTINCT),
    "people-suggestion": Meaning(phrase("People who made suggestions"), _DISTINCT),
    "people-stance": Meaning(phrase("People who took a stance"), _DISTINCT),
    "people-comment": Meaning(phrase("People who commented"), _DISTINCT),
    "people-vote": Meaning(
        phrase("People who voted"),
        phrase(
            "Distinct names of the chosen conversation among its votes. Anonymous polls and those "
            "of households have names of their own, and are counted each for itself."
        ),
    ),
    "suggestions": Meaning(phrase("Suggestions"), phrase("Entries “Suggestion made”.")),
    "suggestions-hidden": Meaning(
        phrase("of which hidden"),
        phrase(
            "Suggestions that their authors withdrew, and those that a rule hides now; what was "
            "restored on appeal is hidden no longer."
        ),
    ),
    "acts-any": Meaning(
        phrase("All acts"), phrase("Suggestions, recorded stances, comments and votes together.")
    ),
    "acts-suggestion": Meaning(
        phrase("Acts: suggestions"),
        phrase("Entries “Suggestion made” and “Suggestion amended” of the chosen days."),
    ),
    "acts-stance": Meaning(
        phrase("Acts: stances"),
        phrase(
            "Of the chosen days: stances taken, withdrawn and carried over, comments supported and "
            "no longer supported; a changed mind is an act of its own. What the system withdraws "
            "for somebody who is erased is none."
        ),
    ),
    "acts-comment": Meaning(
        phrase("Acts: comments"), phrase("Entries “Comment made” of the chosen days.")
    ),
    "acts-vote": Meaning(
        phrase("Acts: votes"),
        phrase(
            "Entries “Vote cast” and “Sealed ballot cast” of the chosen days; who votes anew acts "
            "anew."
        ),
    ),
    "stance-agree": Meaning(phrase("Standing: agree"), _STANDING),
    "stance-disagree": Meaning(phrase("Standing: disagree"), _STANDING),
    "stance-pass": Meaning(phrase("Standing: pass"), _STANDING),
    **figures_of_decisions.FIGURES,
}
# Charts draw days and shares, which follow from public entries alone: all of them are provable.
CHARTS: Final = {
    "days-suggestion": Meaning(
        phrase("Suggestions per day"),
        phrase("Entries “Suggestion made” and “Suggestion amended” of each day."),
    ),
    "days-stance": Meaning(
        phrase("Stances per day"),
        phrase(
            "Of each day: stances taken, withdrawn and carried over, comments supported and no "
            "longer supported; a changed mind is an act of its own. What the system withdraws for "
            "somebody who is erased is none."
        ),
    ),
    "days-comment": Meaning(
        phrase("Comments per day"), phrase("Entries “Comment made” of each day.")
    ),
    "days-vote": Meaning(
        phrase("Votes per day"),
        phrase(
            "Entries “Vote cast” and “Sealed ballot cast” of each day; who votes anew acts anew. "
            "What was chosen is in no figure here."
        ),
    ),
    "days-people": Meaning(
        phrase("People per day"),
        phrase(
            "Distinct names of the chosen conversation among the suggestions, stances, comments "
            "and votes of each day. Who comes on two days stands in both, so days are not added up."
        ),
    ),
    "days-roll": Meaning(
        phrase("The roll, day by day"),
        phrase(
            "The roll after the last entry of each day: who had joined and not left, and for whom "
            "of them residence had been confirmed."
        ),
    ),
    "channels": Meaning(phrase("Acts by channel"), _SHARES),
    "areas": Meaning(
        phrase("Suggestions by area"),
        phrase(
            "Entries “Suggestion made” of the chosen conversation and the whole time, hidden ones "
            "too, by the area that each names. Shares are rounded like those of the channels."
        ),
    ),
    **figures_of_decisions.LISTS,
}
GROUPS: Final = (
    (
        phrase("At a glance"),
        ("participation-permille", "people-any", "acts-any", "most-active-tenth-permille"),
    ),
    (
        phrase("The roll and the suggestions"),
        (
            "roll-members", "roll-verified", "roll-joined", "roll-left",
            "suggestions", "suggestions-hidden",
        ),
    ),
    (
        phrase("Stances that stand now"),
        ("stance-agree", "stance-pass", "stance-disagree"),
    ),
    (
        phrase("Acts and people"),
        (
            "acts-suggestion", "people-suggestion",
            "acts-stance", "people-stance",
            "acts-comment", "people-comment",
            "acts-vote", "people-vote",
        ),
    ),
    *figures_of_decisions.GROUPS,
)  # fmt: skip


def grouped(known: Mapping[str, Figure]) -> list[tuple[str, list[Figure]]]:
    """The figures that there are, under their headings; one without a heading comes last."""
    placed = {each for _, ids in GROUPS for each in ids}
    rest = tuple(each for each in known if each not in placed)
    groups = (*GROUPS, (phrase("More figures"), rest))
    found = [(heading, [known[each] for each in ids if each in known]) for heading, ids in groups]
    return [(heading, cards) for heading, cards in found if cards]
