"""建议的存证 — what each kind of event about a suggestion says."""

from __future__ import annotations

from typing import Final

from domain.policies import (
    ANSWER_WITHIN_DAYS,
    COMMENTS,
    MODERATION,
    SUGGESTIONS_PER_DAY,
    WHO_MAY_TAKE_PART,
)
from services.language import phrase
from services.pages.audit_telling import (
    OF_A_NAMED_RULE,
    OF_COMMENTING,
    OF_FOLLOWING,
    OF_MERGING,
    OF_TAKING_BACK,
    OF_TAKING_PART,
    Told,
)

_OF_WORDS: Final = {
    "suggestions.SuggestionSubmitted.1": Told(
        phrase("Suggestion made"),
        phrase("%(who)s made %(suggestion)s about “%(category)s” (%(channel)s)."),
        phrase("under the rules “Who may take part” and “Suggestions per person and day”"),
        SUGGESTIONS_PER_DAY.id,
    ),
    "suggestions.SuggestionAmended.1": Told(
        phrase("Suggestion amended"),
        phrase("%(who)s gave %(suggestion)s other words: version %(version)s (%(channel)s)."),
        phrase("whoever made it may amend it; support stays with the version that was supported"),
    ),
    "suggestions.SuggestionModerated.1": Told(
        phrase("Suggestion hidden"),
        phrase("%(by)s hid %(suggestion)s; its stances still count."),
        OF_A_NAMED_RULE,
        MODERATION.id,
    ),
    "suggestions.SuggestionWithdrawn.1": Told(
        phrase("Suggestion withdrawn"),
        phrase("%(who)s withdrew %(suggestion)s (%(channel)s); its stances still count."),
        OF_TAKING_BACK,
    ),
    "suggestions.CommentMade.1": Told(
        phrase("Comment made"),
        phrase("%(who)s commented on %(suggestion)s: %(side)s (%(channel)s)."),
        OF_COMMENTING,
        COMMENTS.id,
    ),
    "suggestions.CommentWithdrawn.1": Told(
        phrase("Comment withdrawn"),
        phrase("%(who)s withdrew a comment on %(suggestion)s (%(channel)s)."),
        OF_TAKING_BACK,
    ),
    "suggestions.CommentModerated.1": Told(
        phrase("Comment hidden"),
        phrase("%(by)s hid a comment on %(suggestion)s."),
        OF_A_NAMED_RULE,
        MODERATION.id,
    ),
    "suggestions.ModerationAppealed.1": Told(
        phrase("Appeal made"),
        phrase("%(who)s appealed against what was hidden in %(suggestion)s."),
        phrase("whoever said it may appeal, once each time it was hidden"),
    ),
    "suggestions.AppealDecided.1": Told(
        phrase("Appeal decided"),
        phrase("%(by)s decided on the appeal about %(suggestion)s: %(outcome)s."),
        phrase("somebody else decides than the one who hid it, and says why"),
    ),
    "suggestions.ObjectionMade.1": Told(
        phrase("Objection made"),
        phrase("%(who)s objected: %(what)s that the staff recorded is not what was meant."),
        phrase("everybody may object to what was recorded for them; it is withdrawn at once"),
    ),
    "suggestions.PaperKept.1": Told(
        phrase("Paper kept"),
        phrase("A picture of the paper from %(who)s was kept."),
        phrase("only the person and the service desk can see the picture"),
    ),
}
_OF_SUPPORT: Final = {
    "suggestions.StanceTaken.1": Told(
        phrase("Stance taken"),
        phrase("%(who)s took the stance “%(choice)s” on %(suggestion)s (%(channel)s)."),
        OF_TAKING_PART,
        WHO_MAY_TAKE_PART.id,
    ),
    "suggestions.StanceWithdrawn.1": Told(
        phrase("Stance withdrawn"),
        phrase("%(who)s withdrew the stance on %(suggestion)s (%(channel)s)."),
        OF_TAKING_BACK,
    ),
    "suggestions.SupportCarried.1": Told(
        phrase("Support carried over"),
        phrase("%(who)s carried support from %(source)s over to %(suggestion)s (%(channel)s)."),
        phrase("support is carried over by its own person only, and can be taken back"),
    ),
    "suggestions.CommentSupported.1": Told(
        phrase("Comment supported"),
        phrase("%(who)s supported a comment on %(suggestion)s."),
        OF_TAKING_PART,
        WHO_MAY_TAKE_PART.id,
    ),
    "suggestions.CommentSupportWithdrawn.1": Told(
        phrase("Support of a comment withdrawn"),
        phrase("%(who)s took back the support of a comment on %(suggestion)s."),
        OF_TAKING_BACK,
    ),
    "suggestions.SuggestionFollowed.1": Told(
        phrase("Suggestion followed"),
        phrase("%(who)s follows %(suggestion)s."),
        OF_FOLLOWING,
    ),
    "suggestions.SuggestionUnfollowed.1": Told(
        phrase("Suggestion followed no longer"),
        phrase("%(who)s follows %(suggestion)s no longer."),
        OF_FOLLOWING,
    ),
}
_OF_THE_COMMITTEE: Final = {
    "suggestions.SuggestionAnswered.1": Told(
        phrase("Official answer"),
        phrase("%(by)s answered %(suggestion)s: %(status)s."),
        phrase("under the rules “Support that obliges an answer” and “Days within which an "
               "answer is due”"),
        ANSWER_WITHIN_DAYS.id,
    ),
    "suggestions.SuggestionMerged.1": Told(
        phrase("Suggestion merged"),
        phrase("%(by)s merged %(suggestion)s into %(into)s; its stances stay with it."),
        OF_MERGING,
    ),
    "suggestions.MergeUndone.1": Told(
        phrase("Merge undone"),
        phrase("%(by)s took the merge of %(suggestion)s into %(into)s back."),
        OF_MERGING,
    ),
}  # fmt: skip
OF_SUGGESTIONS: Final = {**_OF_WORDS, **_OF_SUPPORT, **_OF_THE_COMMITTEE}
