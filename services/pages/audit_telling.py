"""存证的说法 — what one kind of event says, and the rules that several kinds have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from services.language import phrase


@dataclass(frozen=True)
class Told:
    """What one kind of event says: its name in the filter, its sentence, and its rule."""

    kind: str
    sentence: str
    rule: str
    policy: str | None = None


OF_TAKING_PART: Final = phrase("under the rule “Who may take part”")
OF_TAKING_BACK: Final = phrase("everybody may take back their own words; the entries stay")
OF_COMMENTING: Final = phrase("under the rules “Who may take part” and “Comments”")
OF_A_NAMED_RULE: Final = phrase("hidden by a named rule: %(rule)s")
OF_MERGING: Final = phrase(
    "two that say the same may be merged, with a reason; support moves only as each person agrees"
)
OF_FOLLOWING: Final = phrase("whoever follows is told what happens; it counts for nothing")
OF_VOTING: Final = phrase(
    "one vote for each name: the last one before the close counts, a confirmed paper before all"
)
OF_OPENING: Final = phrase(
    "opened after the close; anybody can check each ballot against the entry of its casting"
)
