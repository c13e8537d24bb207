"""规则说明 — what each rule obliges to, in plain words, and which rules belong together."""

from __future__ import annotations

from typing import Final

from domain.policies import (
    ANSWER_WITHIN_DAYS,
    COMMENTS,
    FAIRNESS,
    INVITATION_LETTERS,
    MODERATION,
    SENSITIVE_ROLES_NEED,
    SUGGESTIONS_PER_DAY,
    SUPPORT_THRESHOLD,
    VERIFICATION_APPROVERS,
    WHO_MAY_SUGGEST,
    WHO_MAY_TAKE_PART,
    WHO_MAY_VOTE,
)
from services.language import phrase

GROUPS: Final = (
    (phrase("Taking part"), (WHO_MAY_TAKE_PART, WHO_MAY_SUGGEST, WHO_MAY_VOTE)),
    (
        phrase("Suggestions and answers"),
        (COMMENTS, SUGGESTIONS_PER_DAY, SUPPORT_THRESHOLD, ANSWER_WITHIN_DAYS),
    ),
    (
        phrase("The roll and the roles"),
        (VERIFICATION_APPROVERS, INVITATION_LETTERS, SENSITIVE_ROLES_NEED),
    ),
    (phrase("Fairness and order"), (FAIRNESS, MODERATION)),
)
EXPLAINED: Final = {
    WHO_MAY_TAKE_PART: phrase(
        "Only these people can suggest, agree or disagree, and comment. Everybody may read."
    ),
    WHO_MAY_SUGGEST: phrase(
        "A suggestion can ask for a confirmed residence, even where a stance or comment does not."
    ),
    WHO_MAY_VOTE: phrase(
        "Only these people have a vote. It is looked up when a vote begins, and then stays."
    ),
    COMMENTS: phrase(
        "While comments are closed nobody can write a new one; those already made stay to be read."
    ),
    SUGGESTIONS_PER_DAY: phrase(
        "Within 24 hours nobody can make more suggestions than this, at home or at the desk."
    ),
    SUPPORT_THRESHOLD: phrase(
        "When so many people agree with a suggestion, the committee has to answer it in public."
    ),
    ANSWER_WITHIN_DAYS: phrase(
        "The committee has to answer within so many days after a suggestion has that support."
    ),
    VERIFICATION_APPROVERS: phrase(
        "Before somebody's residence counts as confirmed, so many of the staff must confirm it."
    ),
    INVITATION_LETTERS: phrase(
        "Whoever joins with the code of a letter to the household need not come to the desk,"
        " if the letter confirms the residence too."
    ),
    SENSITIVE_ROLES_NEED: phrase(
        "Registrar, committee and auditor are given by so many members of the committee;"
        " with two, the first only proposes."
    ),
    FAIRNESS: phrase(
        "How places, turns and means are shared. Everybody is bound by the wording; no program"
        " decides by it."
    ),
    MODERATION: phrase(
        "When words may be hidden, and by whom. The committee is bound by the wording; no program"
        " decides by it."
    ),
}
NUMBERED: Final = {
    SUGGESTIONS_PER_DAY.id: phrase("%(number)s a day"),
    SUPPORT_THRESHOLD.id: phrase("%(number)s people"),
    ANSWER_WITHIN_DAYS.id: phrase("%(number)s days"),
}
