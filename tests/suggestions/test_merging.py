from domain.kernel import Act
from domain.standing import NotAMember, NotVerified, NotYourOffice
from domain.suggestions.as_it_stands import (
    NoSuchSuggestion,
    SuggestionIsHidden,
    SuggestionWasMerged,
    SuggestionWasWithdrawn,
)
from domain.suggestions.carry_support import CarrySupport, NothingToCarry
from domain.suggestions.merge_suggestion import (
    MergesNeedAReason,
    MergeSuggestion,
    NotIntoItself,
    OthersWereMergedHere,
    ScopesDiffer,
    TheOtherIsNotOpen,
)
from domain.suggestions.take_stance import (
    CHANGES_PER_DAY_MAX,
    EnoughChangesForToday,
    TakeStance,
    TextHasChanged,
)
from domain.suggestions.undo_merge import NotMerged, UndoMerge
from tests.cast import (
    TOMORROW,
    bicycle_shed,
    by_clerk,
    by_colleague,
    by_committee,
    by_neighbour,
    clerk,
    clerk_appointed,
    colleague_appointed,
    committee_appointed,
    neighbour_joined,
    neighbour_on_the_roll,
    neighbour_verified,
    reading_corner,
    stance_taken,
    stance_withdrawn,
    suggestion_hidden,
    suggestion_submitted,
    suggestion_withdrawn,
)
from tests.cast_of_decisions import amended, merge_undone, merged, restored, support_carried
from tests.scenario import given

third = "suggestion:one_more_of_the_same__"
the_other_submitted = suggestion_submitted.model_copy(update={"suggestion": bicycle_shed})
both = (suggestion_submitted, the_other_submitted)


def merging(
    act: Act = by_committee, into: str = reading_corner, reason: str = "说的是同一间房。"
) -> MergeSuggestion:
    return MergeSuggestion(act=act, suggestion=bicycle_shed, into=into, reason=reason)


class TestMerging:
    together = given(committee_appointed, *both)

    def test_the_committee_merges_one_suggestion_into_another(self) -> None:
        self.together.when(merging()).then(merged)

    def test_nobody_else_does(self) -> None:
        given(clerk_appointed, *both).when(merging(by_clerk)).then_refused(NotYourOffice)

    def test_merging_needs_a_reason(self) -> None:
        self.together.when(merging(reason=" ")).then_refused(MergesNeedAReason)

    def test_nothing_is_merged_into_itself(self) -> None:
        self.together.when(merging(into=bicycle_shed)).then_refused(NotIntoItself)

    def test_only_suggestions_under_the_same_names_of_people_are_merged(self) -> None:
        imported = the_other_submitted.model_copy(update={"scope": "voice:import/uberx"})
        history = given(committee_appointed, suggestion_submitted, imported)
        history.when(merging()).then_refused(ScopesDiffer)

    def test_what_is_merged_is_there_and_open(self) -> None:
        given(committee_appointed, suggestion_submitted).when(merging()).then_refused(
            NoSuchSuggestion
        )
        hidden, withdrawn = (
            over.model_copy(update={"suggestion": bicycle_shed})
            for over in (suggestion_hidden, suggestion_withdrawn)
        )
        given(committee_appointed, *both, hidden).when(merging()).then_refused(SuggestionIsHidden)
        given(committee_appointed, *both, withdrawn).when(merging()).then_refused(
            SuggestionWasWithdrawn
        )

    def test_what_was_merged_is_not_merged_again(self) -> None:
        given(committee_appointed, *both, merged).when(merging()).then_refused(SuggestionWasMerged)

    def test_into_which_others_were_merged_is_not_merged_itself_until_that_is_taken_back(
        self,
    ) -> None:
        here = merged.model_copy(update={"suggestion": third, "into": bicycle_shed})
        history = (committee_appointed, *both, here)
        given(*history).when(merging()).then_refused(OthersWereMergedHere)
        back = merge_undone.model_copy(update={"suggestion": third, "into": bicycle_shed})
        given(*history, back).when(merging()).then(merged)

    def test_several_may_be_merged_into_one(self) -> None:
        before = merged.model_copy(update={"suggestion": third})
        given(committee_appointed, *both, before).when(merging()).then(merged)

    def test_it_goes_on_in_one_that_is_there_and_open(self) -> None:
        given(committee_appointed, the_other_submitted).when(merging()).then_refused(
            TheOtherIsNotOpen
        )
        away = merged.model_copy(update={"suggestion": reading_corner, "into": third})
        for over in (suggestion_hidden, suggestion_withdrawn, away):
            given(committee_appointed, *both, over).when(merging()).then_refused(TheOtherIsNotOpen)

    def test_it_may_go_on_in_one_that_is_shown_again(self) -> None:
        history = given(committee_appointed, *both, suggestion_hidden, restored)
        history.when(merging()).then(merged)


class TestTakingAMergeBack:
    undoing = UndoMerge(act=by_colleague, suggestion=bicycle_shed, reason="其实是两间房。")
    history = (colleague_appointed, *both)

    def test_the_committee_takes_a_merge_back(self) -> None:
        given(*self.history, merged).when(self.undoing).then(merge_undone)

    def test_nobody_else_does(self) -> None:
        given(*both, merged).when(self.undoing).then_refused(NotYourOffice)

    def test_it_needs_a_reason(self) -> None:
        silent = UndoMerge(act=by_colleague, suggestion=bicycle_shed, reason=" ")
        given(*self.history, merged).when(silent).then_refused(MergesNeedAReason)

    def test_there_must_be_a_merge_to_take_back(self) -> None:
        given(*self.history).when(self.undoing).then_refused(NotMerged)
        given(*self.history, merged, merge_undone).when(self.undoing).then_refused(NotMerged)
        given(colleague_appointed).when(self.undoing).then_refused(NoSuchSuggestion)

    def test_what_stands_by_itself_again_may_be_merged_again(self) -> None:
        history = given(committee_appointed, *both, merged, merge_undone)
        history.when(merging()).then(merged)


supported = stance_taken("agree", by_neighbour).model_copy(update={"suggestion": bicycle_shed})
there = (neighbour_joined, neighbour_verified, *both)
carried = support_carried.model_copy(update={"version": None})


def carrying(
    act: Act = by_neighbour, channel: str = "web", *, seen: int | None = None
) -> CarrySupport:
    return CarrySupport(
        act=act,
        member=neighbour_on_the_roll,
        source=bicycle_shed,
        suggestion=reading_corner,
        channel=channel,
        seen=seen,
    )


class TestCarryingSupport:
    def test_nobodys_support_moves_by_itself_each_supporter_consents(self) -> None:
        given(*there, supported, merged).when(carrying()).then(carried)

    def test_support_goes_on_with_the_wording_of_the_moment(self) -> None:
        given(*there, supported, merged, amended).when(carrying()).then(support_carried)

    def test_nobody_carries_support_to_a_wording_that_they_have_not_seen(self) -> None:
        history = (*there, supported, merged)
        given(*history).when(carrying(seen=1)).then(carried)
        given(*history).when(carrying(seen=2)).then_refused(TextHasChanged)
        given(*history, amended).when(carrying(seen=2)).then(support_carried)
        given(*history, amended).when(carrying(seen=1)).then_refused(TextHasChanged)

    def test_only_what_was_supported_is_carried(self) -> None:
        given(*there, merged).when(carrying()).then_refused(NothingToCarry)
        against = supported.model_copy(update={"choice": "disagree"})
        given(*there, against, merged).when(carrying()).then_refused(NothingToCarry)
        back = stance_withdrawn.model_copy(update={"act": by_neighbour, "suggestion": bicycle_shed})
        given(*there, supported, back, merged).when(carrying()).then_refused(NothingToCarry)

    def test_only_to_where_it_was_merged(self) -> None:
        given(*there, supported).when(carrying()).then_refused(NotMerged)
        given(*there, supported, merged, merge_undone).when(carrying()).then_refused(NotMerged)
        elsewhere = merged.model_copy(update={"into": third})
        given(*there, supported, elsewhere).when(carrying()).then_refused(NotMerged)

    def test_whoever_supports_it_there_already_has_nothing_to_carry(self) -> None:
        agreed = stance_taken("agree", by_neighbour)
        given(*there, supported, merged, agreed).when(carrying()).then_nothing()
        given(*there, supported, merged, carried).when(carrying()).then_nothing()

    def test_support_of_an_earlier_wording_there_is_carried_to_the_new_one(self) -> None:
        agreed = stance_taken("agree", by_neighbour)
        history = given(*there, supported, agreed, merged, amended)
        history.when(carrying()).then(support_carried)

    def test_whoever_disagreed_there_agrees_from_then_on(self) -> None:
        against = stance_taken("disagree", by_neighbour)
        given(*there, supported, merged, against).when(carrying()).then(carried)

    def test_carried_support_is_carried_on(self) -> None:
        onward = carried.model_copy(update={"suggestion": bicycle_shed, "source": third})
        given(*there, onward, merged).when(carrying()).then(carried)

    def test_support_that_was_taken_back_there_may_be_carried_again(self) -> None:
        back = stance_withdrawn.model_copy(update={"act": by_neighbour})
        given(*there, supported, merged, carried, back).when(carrying()).then(carried)

    def test_whoever_carries_takes_part(self) -> None:
        history = (*both, supported, merged)
        given(*history).when(carrying()).then_refused(NotAMember)
        given(neighbour_joined, *history).when(carrying()).then_refused(NotVerified)

    def test_the_desk_records_it_for_whoever_says_so(self) -> None:
        for_the_neighbour = Act(clerk, by_neighbour.at, by_neighbour.by)
        history = (*there, supported, merged)
        given(*history).when(carrying(for_the_neighbour)).then_refused(NotYourOffice)
        given(*history, clerk_appointed).when(carrying(for_the_neighbour, "desk")).then(
            carried.model_copy(update={"act": for_the_neighbour, "channel": "desk"})
        )

    def test_only_to_what_is_open(self) -> None:
        history = (*there, supported, merged)
        given(*history, suggestion_hidden).when(carrying()).then_refused(SuggestionIsHidden)
        given(*history, suggestion_withdrawn).when(carrying()).then_refused(SuggestionWasWithdrawn)


class TestTheDailyNumber:
    """Carried support counts among the changes of a day on the suggestion to which it goes."""

    history = (*there, supported, merged)
    back = stance_withdrawn.model_copy(update={"act": by_neighbour})
    against = stance_taken("disagree", by_neighbour)

    def test_support_is_carried_and_taken_back_so_often_a_day(self) -> None:
        often = [carried, self.back] * (CHANGES_PER_DAY_MAX - 1)
        given(*self.history, *often).when(carrying()).then(carried)
        enough = given(*self.history, *often, carried, self.back)
        enough.when(carrying()).then_refused(EnoughChangesForToday)

    def test_carrying_and_taking_a_stance_share_it(self) -> None:
        mixed = [carried, self.against] * (CHANGES_PER_DAY_MAX // 2)
        given(*self.history, *mixed[1:]).when(carrying()).then(carried)
        given(*self.history, *mixed).when(carrying()).then_refused(EnoughChangesForToday)
        agreeing = TakeStance(
            act=by_neighbour,
            member=neighbour_on_the_roll,
            suggestion=reading_corner,
            choice="agree",
            channel="web",
        )
        given(*there, *mixed[1:]).when(agreeing).then(stance_taken("agree", by_neighbour))
        given(*there, *mixed).when(agreeing).then_refused(EnoughChangesForToday)

    def test_changes_on_the_merged_one_do_not_use_it_up(self) -> None:
        changes = [supported.model_copy(update={"choice": "pass"}), supported]
        often = changes * CHANGES_PER_DAY_MAX
        given(*there, *often, merged).when(carrying()).then(carried)

    def test_a_new_day_begins_afresh(self) -> None:
        tomorrow = Act(by_neighbour.by, TOMORROW)
        often = [carried, self.back] * CHANGES_PER_DAY_MAX
        given(*self.history, *often).when(carrying(tomorrow)).then(
            carried.model_copy(update={"act": tomorrow})
        )

    def test_whoever_supports_it_there_already_is_never_told_to_wait(self) -> None:
        often = [self.back, carried] * CHANGES_PER_DAY_MAX
        given(*self.history, *often).when(carrying()).then_nothing()
