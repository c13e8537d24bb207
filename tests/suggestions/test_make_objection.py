import pytest

from domain.kernel import Act
from domain.standing import NotYourOffice
from domain.suggestions.events import CommentMade, StanceTaken, SuggestionSubmitted, What
from domain.suggestions.keep_paper import PAPERS_MAX, EnoughPapers, KeepPaper
from domain.suggestions.make_objection import MakeObjection
from domain.suggestions.recorded_by_staff import NothingRecordedForYou
from domain.suggestions.take_stance import TakeStance
from tests.cast import (
    by_neighbour,
    by_resident,
    clerk_appointed,
    clerk_for_resident,
    comment_made,
    comment_withdrawn,
    joined,
    left,
    objection_made,
    paper_kept,
    quiet_please,
    reading_corner,
    resident_on_the_roll,
    stance_taken,
    stance_withdrawn,
    suggestion_submitted,
    suggestion_withdrawn,
    verified,
)
from tests.scenario import given

Spoken = SuggestionSubmitted | StanceTaken | CommentMade
BY_STAFF = {"act": clerk_for_resident, "channel": "desk"}
agreed_at_the_desk = stance_taken("agree").model_copy(update=BY_STAFF)
suggested_at_the_desk = suggestion_submitted.model_copy(update=BY_STAFF)
commented_at_the_desk = comment_made.model_copy(update=BY_STAFF)


def objecting(
    what: What = "stance", act: Act = by_resident, subject: str = reading_corner
) -> MakeObjection:
    return MakeObjection(act=act, what=what, subject=subject, channel="web")


class TestObjecting:
    def test_a_stance_that_the_desk_recorded_no_longer_counts(self) -> None:
        given(suggestion_submitted, agreed_at_the_desk).when(objecting()).then(
            objection_made, stance_withdrawn
        )

    def test_a_suggestion_that_the_desk_recorded_is_taken_back(self) -> None:
        given(suggested_at_the_desk).when(objecting("suggestion")).then(
            objection_made.model_copy(update={"what": "suggestion"}), suggestion_withdrawn
        )

    def test_a_comment_that_the_desk_recorded_is_taken_back(self) -> None:
        history = given(suggestion_submitted, commented_at_the_desk)
        history.when(objecting("comment", subject=quiet_please)).then(
            objection_made.model_copy(update={"what": "comment", "subject": quiet_please}),
            comment_withdrawn,
        )

    def test_another_comment_on_the_same_suggestion_stays(self) -> None:
        other = commented_at_the_desk.model_copy(update={"comment": "comment:another_of_mine_001"})
        history = given(suggestion_submitted, other)
        history.when(objecting("comment", subject=quiet_please)).then_refused(NothingRecordedForYou)

    @pytest.mark.parametrize("what", ["stance", "suggestion"])
    def test_what_one_said_oneself_is_taken_back_and_not_objected_to(self, what: What) -> None:
        history = given(suggestion_submitted, stance_taken("agree"))
        history.when(objecting(what)).then_refused(NothingRecordedForYou)

    def test_what_was_recorded_for_a_neighbour_is_theirs_to_object_to(self) -> None:
        history = given(suggestion_submitted, agreed_at_the_desk)
        history.when(objecting(act=by_neighbour)).then_refused(NothingRecordedForYou)

    def test_an_objection_is_made_once(self) -> None:
        history = given(suggestion_submitted, agreed_at_the_desk, objection_made, stance_withdrawn)
        history.when(objecting()).then_refused(NothingRecordedForYou)

    def test_ones_own_later_stance_leaves_nothing_to_object_to(self) -> None:
        history = given(suggestion_submitted, agreed_at_the_desk, stance_taken("disagree"))
        history.when(objecting()).then_refused(NothingRecordedForYou)

    def test_whoever_left_objects_too(self) -> None:
        history = given(suggestion_submitted, joined, agreed_at_the_desk, left)
        history.when(objecting()).then(objection_made, stance_withdrawn)

    def test_the_desk_notes_an_objection_for_a_resident_and_nobody_else(self) -> None:
        history = (suggestion_submitted, agreed_at_the_desk)
        noted = objecting(act=clerk_for_resident)
        given(clerk_appointed, *history).when(noted).then(
            objection_made.model_copy(update={"act": clerk_for_resident}),
            stance_withdrawn.model_copy(update={"act": clerk_for_resident}),
        )
        given(*history).when(noted).then_refused(NotYourOffice)

    def test_after_an_objection_one_speaks_for_oneself(self) -> None:
        own = TakeStance(
            act=by_resident,
            member=resident_on_the_roll,
            suggestion=reading_corner,
            choice="agree",
            channel="web",
        )
        history = (suggestion_submitted, joined, verified, agreed_at_the_desk)
        given(*history, objection_made, stance_withdrawn).when(own).then(stance_taken("agree"))


class TestThePaper:
    def keeping(self, act: Act = clerk_for_resident, subject: str = reading_corner) -> KeepPaper:
        assert paper_kept.picture is not None
        return KeepPaper(act=act, subject=subject, picture=paper_kept.picture)

    @pytest.mark.parametrize("spoken", [suggested_at_the_desk, agreed_at_the_desk])
    def test_it_is_kept_beside_what_was_recorded_from_it(self, spoken: Spoken) -> None:
        given(clerk_appointed, spoken).when(self.keeping()).then(paper_kept)

    def test_it_is_kept_beside_a_comment(self) -> None:
        history = given(clerk_appointed, suggestion_submitted, commented_at_the_desk)
        history.when(self.keeping(subject=quiet_please)).then(
            paper_kept.model_copy(update={"subject": quiet_please})
        )

    def test_there_is_no_paper_of_what_somebody_said_themselves(self) -> None:
        history = given(clerk_appointed, suggestion_submitted, stance_taken("agree"))
        history.when(self.keeping()).then_refused(NothingRecordedForYou)

    def test_nobody_keeps_papers_without_an_office(self) -> None:
        given(agreed_at_the_desk).when(self.keeping()).then_refused(NotYourOffice)

    def test_there_are_only_so_many_pictures(self) -> None:
        history = (clerk_appointed, agreed_at_the_desk, *[paper_kept] * (PAPERS_MAX - 1))
        given(*history).when(self.keeping()).then(paper_kept)
        given(*history, paper_kept).when(self.keeping()).then_refused(EnoughPapers)
