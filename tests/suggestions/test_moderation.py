import pytest

from domain.community.events import PolicyAdopted
from domain.kernel import Act, Event
from domain.policies import MODERATION
from domain.standing import NotYourOffice
from domain.suggestions.appeal_moderation import AppealedAlready, AppealModeration, NotHidden
from domain.suggestions.as_it_stands import NoSuchSuggestion, NotYours
from domain.suggestions.decide_appeal import (
    DecideAppeal,
    DecidingNeedsAReason,
    NoAppealWaits,
    SomebodyElseDecides,
)
from domain.suggestions.events import (
    MODERATION_RULES,
    AppealOutcome,
    CommentModerated,
    SuggestionModerated,
)
from domain.suggestions.moderate import (
    HiddenAlready,
    HidingNeedsAReason,
    Moderate,
    NoRulesOfModeration,
    NotARuleOfModeration,
)
from domain.suggestions.withdraw_comment import NoSuchComment
from tests.cast import (
    bicycle_shed,
    by_clerk,
    by_colleague,
    by_committee,
    by_neighbour,
    by_resident,
    clerk_appointed,
    clerk_for_resident,
    colleague_appointed,
    comment_made,
    comment_withdrawn,
    committee_appointed,
    moderation_as_written,
    quiet_please,
    reading_corner,
    suggestion_hidden,
    suggestion_submitted,
    suggestion_withdrawn,
)
from tests.cast_of_decisions import appealed, comment_hidden, restored
from tests.scenario import given

suggestion_hidden_for_this = suggestion_hidden.model_copy(update={"reason": "与社区无关。"})
SUBJECTS = [reading_corner, quiet_please]
hidden: dict[str, SuggestionModerated | CommentModerated] = {
    reading_corner: suggestion_hidden_for_this,
    quiet_please: comment_hidden,
}
spoken = (suggestion_submitted, comment_made)
moderators = (committee_appointed, moderation_as_written, *spoken)


def hiding(
    subject: str = reading_corner,
    act: Act = by_committee,
    *,
    rule: str | None = None,
    reason: str | None = None,
) -> Moderate:
    as_usual = hidden[subject]
    return Moderate(
        act=act,
        suggestion=reading_corner,
        subject=subject,
        rule=as_usual.rule if rule is None else rule,
        reason=(as_usual.reason or "") if reason is None else reason,
    )


@pytest.mark.parametrize("subject", SUBJECTS)
class TestHiding:
    def test_the_committee_hides_words_by_a_named_rule_with_a_reason(self, subject: str) -> None:
        given(*moderators).when(hiding(subject)).then(hidden[subject])

    def test_the_desk_does_too(self, subject: str) -> None:
        history = given(clerk_appointed, moderation_as_written, *spoken)
        history.when(hiding(subject, by_clerk)).then(
            hidden[subject].model_copy(update={"act": by_clerk})
        )

    def test_nobody_else_does(self, subject: str) -> None:
        registrar = clerk_appointed.model_copy(update={"role": "registrar"})
        history = given(registrar, moderation_as_written, *spoken)
        history.when(hiding(subject, by_clerk)).then_refused(NotYourOffice)

    def test_where_no_rules_are_written_nothing_is_hidden(self, subject: str) -> None:
        given(committee_appointed, *spoken).when(hiding(subject)).then_refused(NoRulesOfModeration)
        repealed = PolicyAdopted(act=by_committee, policy=MODERATION.id, value="none")
        given(*moderators, repealed).when(hiding(subject)).then_refused(NoRulesOfModeration)

    @pytest.mark.parametrize("rule", MODERATION_RULES)
    def test_each_of_the_rules_may_be_named(self, subject: str, rule: str) -> None:
        given(*moderators).when(hiding(subject, rule=rule)).then(
            hidden[subject].model_copy(update={"rule": rule})
        )

    @pytest.mark.parametrize("rule", ["", "unpleasant", "hidden-at-the-source"])
    def test_and_no_other(self, subject: str, rule: str) -> None:
        given(*moderators).when(hiding(subject, rule=rule)).then_refused(NotARuleOfModeration)

    def test_nothing_is_hidden_without_a_reason(self, subject: str) -> None:
        given(*moderators).when(hiding(subject, reason="  ")).then_refused(HidingNeedsAReason)

    def test_what_is_hidden_is_not_hidden_again(self, subject: str) -> None:
        given(*moderators, hidden[subject]).when(hiding(subject)).then_refused(HiddenAlready)

    def test_nor_is_what_was_taken_back(self, subject: str) -> None:
        back = (suggestion_withdrawn, comment_withdrawn)[SUBJECTS.index(subject)]
        given(*moderators, back).when(hiding(subject)).then_refused(HiddenAlready)


def test_only_what_was_said_is_hidden() -> None:
    history = given(committee_appointed, moderation_as_written)
    history.when(hiding()).then_refused(NoSuchSuggestion)
    history.when(hiding(quiet_please)).then_refused(NoSuchComment)
    elsewhere = comment_made.model_copy(update={"suggestion": bicycle_shed})
    given(*moderators[:3], elsewhere).when(hiding(quiet_please)).then_refused(NoSuchComment)


def test_a_suggestion_and_its_comments_are_hidden_one_by_one() -> None:
    given(*moderators, suggestion_hidden).when(hiding(quiet_please)).then(comment_hidden)
    given(*moderators, comment_hidden).when(hiding()).then(suggestion_hidden_for_this)


def appeal_about(subject: str) -> dict[str, str]:
    return {"subject": subject}


def waiting(subject: str) -> tuple[Event, ...]:
    """What was said, that it was hidden, and the appeal against that."""
    return *spoken, hidden[subject], appealed.model_copy(update=appeal_about(subject))


def appealing(subject: str = reading_corner, act: Act = by_resident) -> AppealModeration:
    return AppealModeration(
        act=act, suggestion=reading_corner, subject=subject, text=appealed.text or ""
    )


def deciding(
    subject: str = reading_corner,
    act: Act = by_colleague,
    outcome: AppealOutcome = "restored",
    reason: str = "确实与社区有关。",
) -> DecideAppeal:
    return DecideAppeal(
        act=act, suggestion=reading_corner, subject=subject, outcome=outcome, reason=reason
    )


@pytest.mark.parametrize("subject", SUBJECTS)
class TestAppealing:
    def test_whoever_said_it_appeals(self, subject: str) -> None:
        given(*spoken, hidden[subject]).when(appealing(subject)).then(
            appealed.model_copy(update=appeal_about(subject))
        )

    def test_nobody_else_appeals(self, subject: str) -> None:
        history = given(*spoken, hidden[subject])
        history.when(appealing(subject, by_neighbour)).then_refused(NotYours)

    def test_the_desk_writes_an_appeal_down(self, subject: str) -> None:
        history = (*spoken, hidden[subject])
        given(*history).when(appealing(subject, clerk_for_resident)).then_refused(NotYourOffice)
        given(*history, clerk_appointed).when(appealing(subject, clerk_for_resident)).then(
            appealed.model_copy(update={"act": clerk_for_resident, **appeal_about(subject)})
        )

    def test_only_what_is_hidden_is_appealed_against(self, subject: str) -> None:
        given(*spoken).when(appealing(subject)).then_refused(NotHidden)

    def test_one_appeals_once_against_one_hiding(self, subject: str) -> None:
        appeal = appealed.model_copy(update=appeal_about(subject))
        upheld = restored.model_copy(update={"outcome": "upheld", **appeal_about(subject)})
        history = (*spoken, hidden[subject], appeal)
        given(*history).when(appealing(subject)).then_refused(AppealedAlready)
        given(*history, upheld).when(appealing(subject)).then_refused(AppealedAlready)

    def test_and_again_against_another_one(self, subject: str) -> None:
        appeal = appealed.model_copy(update=appeal_about(subject))
        shown = restored.model_copy(update=appeal_about(subject))
        history = (*spoken, hidden[subject], appeal, shown)
        given(*history).when(appealing(subject)).then_refused(NotHidden)
        given(*history, hidden[subject]).when(appealing(subject)).then(appeal)


def test_an_appeal_is_about_something_that_was_said() -> None:
    given().when(appealing()).then_refused(NoSuchSuggestion)
    given(suggestion_submitted).when(appealing(quiet_please)).then_refused(NoSuchComment)


@pytest.mark.parametrize("subject", SUBJECTS)
class TestDecidingAnAppeal:
    @pytest.mark.parametrize("outcome", ["upheld", "restored"])
    def test_another_member_of_the_committee_decides(
        self, subject: str, outcome: AppealOutcome
    ) -> None:
        history = given(
            colleague_appointed,
            *waiting(subject),
        )
        history.when(deciding(subject, outcome=outcome)).then(
            restored.model_copy(update={"outcome": outcome, **appeal_about(subject)})
        )

    def test_never_the_one_who_hid_it(self, subject: str) -> None:
        history = given(
            committee_appointed,
            *waiting(subject),
        )
        history.when(deciding(subject, by_committee)).then_refused(SomebodyElseDecides)

    def test_nobody_without_the_office(self, subject: str) -> None:
        history = given(
            clerk_appointed,
            *waiting(subject),
        )
        history.when(deciding(subject, by_clerk)).then_refused(NotYourOffice)

    def test_not_without_a_reason(self, subject: str) -> None:
        history = given(
            colleague_appointed,
            *waiting(subject),
        )
        history.when(deciding(subject, reason="\n")).then_refused(DecidingNeedsAReason)

    def test_only_an_appeal_that_waits(self, subject: str) -> None:
        about = appeal_about(subject)
        history = (colleague_appointed, *spoken, hidden[subject])
        given(*history).when(deciding(subject)).then_refused(NoAppealWaits)
        upheld = restored.model_copy(update={"outcome": "upheld", **about})
        decided = given(colleague_appointed, *waiting(subject), upheld)
        decided.when(deciding(subject)).then_refused(NoAppealWaits)


def test_an_appeal_about_nothing_is_not_decided() -> None:
    given(colleague_appointed).when(deciding()).then_refused(NoSuchSuggestion)
    given(colleague_appointed, suggestion_submitted).when(deciding(quiet_please)).then_refused(
        NoSuchComment
    )


class TestASuggestionIsShownAgain:
    """The hiding of one of its comments is another matter."""

    comment_appealed = appealed.model_copy(update={"subject": quiet_please})
    shown_again = (suggestion_hidden, appealed, restored)

    def test_its_hidden_comments_stay_hidden(self) -> None:
        history = (*moderators, comment_hidden, *self.shown_again)
        given(*history).when(hiding(quiet_please)).then_refused(HiddenAlready)

    def test_the_appeals_of_its_comments_still_wait(self) -> None:
        history = (colleague_appointed, *spoken, comment_hidden, self.comment_appealed)
        given(*history, *self.shown_again).when(deciding(quiet_please)).then(
            restored.model_copy(update={"subject": quiet_please})
        )

    def test_the_comments_may_still_be_appealed_for(self) -> None:
        history = (*spoken, comment_hidden, *self.shown_again)
        given(*history).when(appealing(quiet_please)).then(self.comment_appealed)

    def test_nor_does_a_comment_that_is_shown_again_show_its_suggestion(self) -> None:
        comment_shown = restored.model_copy(update={"subject": quiet_please})
        history = (*moderators, suggestion_hidden, comment_hidden, self.comment_appealed)
        given(*history, comment_shown).when(hiding()).then_refused(HiddenAlready)
