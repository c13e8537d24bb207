import pytest

from domain.kernel import Act
from domain.residents.events import ADULT, TEENAGER, UNDER_14
from domain.standing import NotAMember, NotVerified, NotYourOffice
from domain.suggestions.as_it_stands import (
    NoSuchSuggestion,
    SuggestionIsHidden,
    SuggestionWasWithdrawn,
)
from domain.suggestions.events import SIDES, CommentMade, Side
from domain.suggestions.make_comment import (
    COMMENTS_PER_DAY_MAX,
    CommentsAreClosed,
    EnoughCommentsForToday,
    MakeComment,
)
from domain.suggestions.own_words import ChildrensWordsNeedConsent
from tests.cast import (
    NOON,
    bicycle_shed,
    by_child,
    by_resident,
    child,
    child_joined,
    child_on_the_roll,
    clerk_appointed,
    clerk_for_resident,
    comment_made,
    comments_closed,
    comments_open,
    consent_withdrawn,
    consented,
    guardian,
    joined,
    members_may_take_part,
    neighbour_joined,
    neighbour_on_the_roll,
    neighbour_verified,
    quiet_please,
    reading_corner,
    resident_on_the_roll,
    suggestion_hidden,
    suggestion_submitted,
    suggestion_withdrawn,
    verified,
    verified_may_take_part,
)
from tests.scenario import given


def commenting(
    side: Side = "for",
    act: Act = by_resident,
    *,
    channel: str = "web",
    age_band: str | None = ADULT,
) -> MakeComment:
    assert comment_made.text is not None
    return MakeComment(
        act=act,
        member=resident_on_the_roll,
        suggestion=reading_corner,
        comment=quiet_please,
        side=side,
        channel=channel,
        text=comment_made.text,
        age_band=age_band,
    )


a_confirmed_resident = given(joined, verified, suggestion_submitted)


@pytest.mark.parametrize("side", SIDES)
def test_a_resident_speaks_for_against_or_neither(side: Side) -> None:
    a_confirmed_resident.when(commenting(side)).then(comment_made.model_copy(update={"side": side}))


def test_a_resident_may_speak_more_than_once() -> None:
    before = comment_made.model_copy(update={"comment": "comment:another_word_of_mine_1"})
    given(joined, verified, suggestion_submitted, before).when(commenting()).then(comment_made)


def test_nobody_comments_on_a_suggestion_that_does_not_exist() -> None:
    elsewhere = suggestion_submitted.model_copy(update={"suggestion": bicycle_shed})
    given(joined, verified, elsewhere).when(commenting()).then_refused(NoSuchSuggestion)


def test_a_hidden_suggestion_takes_no_new_comments() -> None:
    history = given(joined, verified, suggestion_submitted, suggestion_hidden)
    history.when(commenting()).then_refused(SuggestionIsHidden)


def test_a_withdrawn_suggestion_takes_no_new_comments() -> None:
    history = given(joined, verified, suggestion_submitted, suggestion_withdrawn)
    history.when(commenting()).then_refused(SuggestionWasWithdrawn)


def test_the_committee_may_close_comments_and_open_them_again() -> None:
    history = (joined, verified, suggestion_submitted, comments_closed)
    given(*history).when(commenting()).then_refused(CommentsAreClosed)
    given(*history, comments_open).when(commenting()).then(comment_made)


def test_nobody_comments_before_joining() -> None:
    history = given(suggestion_submitted, neighbour_joined, neighbour_verified)
    history.when(commenting()).then_refused(NotAMember)


def test_nobody_comments_before_the_desk_confirmed_where_they_live() -> None:
    given(suggestion_submitted, joined).when(commenting()).then_refused(NotVerified)


def test_a_community_may_let_every_member_comment() -> None:
    history = (suggestion_submitted, joined, members_may_take_part)
    given(*history).when(commenting()).then(comment_made)
    given(*history, verified_may_take_part).when(commenting()).then_refused(NotVerified)


def test_letting_every_member_take_part_does_not_open_closed_comments() -> None:
    history = given(suggestion_submitted, joined, comments_closed, members_may_take_part)
    history.when(commenting()).then_refused(CommentsAreClosed)


def test_a_clerk_records_the_comment_of_a_resident_at_the_desk() -> None:
    history = given(joined, verified, suggestion_submitted, clerk_appointed)
    history.when(commenting("for", clerk_for_resident, channel="desk")).then(
        comment_made.model_copy(update={"act": clerk_for_resident, "channel": "desk"})
    )


def test_nobody_speaks_for_somebody_else_without_an_office() -> None:
    a_confirmed_resident.when(commenting("for", clerk_for_resident)).then_refused(NotYourOffice)


def test_a_childs_own_words_wait_for_consent() -> None:
    a_confirmed_resident.when(commenting(age_band=UNDER_14)).then_refused(ChildrensWordsNeedConsent)


def test_the_desk_does_not_write_down_a_childs_words_either() -> None:
    history = given(joined, verified, suggestion_submitted, clerk_appointed)
    history.when(
        commenting("for", clerk_for_resident, channel="desk", age_band=UNDER_14)
    ).then_refused(ChildrensWordsNeedConsent)


class TestAChildWithConsent:
    history = (child_joined, verified.model_copy(update={"resident": child_on_the_roll}))
    spoken = comment_made.model_copy(update={"act": by_child})

    def speaking(self, act: Act = by_child) -> MakeComment:
        command = commenting(act=act, age_band=UNDER_14)
        command.member = child_on_the_roll
        return command

    def test_a_childs_words_are_published_while_the_consent_stands(self) -> None:
        history = given(*self.history, suggestion_submitted, consented)
        history.when(self.speaking()).then(self.spoken)

    def test_they_are_not_once_it_is_taken_back(self) -> None:
        history = given(*self.history, suggestion_submitted, consented, consent_withdrawn)
        history.when(self.speaking()).then_refused(ChildrensWordsNeedConsent)

    def test_they_are_not_once_a_year_has_passed(self) -> None:
        later = self.speaking(Act(child, "2027-03-02T04:00Z"))
        history = given(*self.history, suggestion_submitted, consented)
        history.when(later).then_refused(ChildrensWordsNeedConsent)

    def test_they_are_not_by_the_consent_of_another_childs_guardian(self) -> None:
        others = consented.model_copy(update={"act": Act(guardian, NOON, neighbour_on_the_roll)})
        history = given(*self.history, suggestion_submitted, others)
        history.when(self.speaking()).then_refused(ChildrensWordsNeedConsent)


@pytest.mark.parametrize("age_band", [TEENAGER, ADULT, None])
def test_everybody_else_speaks_freely(age_band: str | None) -> None:
    a_confirmed_resident.when(commenting(age_band=age_band)).then(comment_made)


def earlier(count: int, act: Act = by_resident) -> list[CommentMade]:
    return [
        comment_made.model_copy(update={"comment": f"comment:{number}", "act": act})
        for number in range(count)
    ]


def test_nobody_fills_the_page_with_comments_within_a_day() -> None:
    made = earlier(COMMENTS_PER_DAY_MAX)
    history = (joined, verified, suggestion_submitted)
    given(*history, *made[1:]).when(commenting()).then(comment_made)
    given(*history, *made).when(commenting()).then_refused(EnoughCommentsForToday)


def test_comments_of_yesterday_do_not_count_against_today() -> None:
    yesterday = Act(by_resident.by, by_resident.a_day_earlier)
    history = (joined, verified, suggestion_submitted, *earlier(COMMENTS_PER_DAY_MAX, yesterday))
    given(*history).when(commenting()).then(comment_made)
