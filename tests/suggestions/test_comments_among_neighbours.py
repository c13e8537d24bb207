"""Replies to comments, and support of them."""

from domain.kernel import Act
from domain.residents.events import ADULT
from domain.standing import NotAMember, NotVerified
from domain.suggestions.as_it_stands import (
    NoSuchSuggestion,
    SuggestionIsHidden,
    SuggestionWasMerged,
    SuggestionWasWithdrawn,
)
from domain.suggestions.events import CommentSupported
from domain.suggestions.make_comment import MakeComment
from domain.suggestions.support_comment import (
    SUPPORTS_PER_DAY_MAX,
    EnoughSupportsForToday,
    NotYourOwnComment,
    SupportComment,
)
from domain.suggestions.withdraw_comment import NoSuchComment
from tests.cast import (
    TOMORROW,
    bicycle_shed,
    by_neighbour,
    by_resident,
    comment_made,
    comment_withdrawn,
    joined,
    neighbour,
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
)
from tests.cast_of_decisions import (
    comment_hidden,
    comment_support_withdrawn,
    comment_supported,
    merged,
)
from tests.scenario import given

there = (neighbour_joined, neighbour_verified, suggestion_submitted, comment_made)
reply = comment_made.model_copy(
    update={
        "act": by_neighbour,
        "comment": "comment:the_answer_of_lane_12",
        "side": "neutral",
        "reply_to": quiet_please,
    }
)


def replying(reply_to: str = quiet_please) -> MakeComment:
    return MakeComment(
        act=by_neighbour,
        member=neighbour_on_the_roll,
        suggestion=reading_corner,
        comment=reply.comment,
        side="neutral",
        channel="web",
        text=reply.text or "",
        age_band=ADULT,
        reply_to=reply_to,
    )


class TestReplies:
    def test_a_comment_may_answer_another_one(self) -> None:
        given(*there).when(replying()).then(reply)

    def test_only_a_comment_on_the_same_suggestion_is_answered(self) -> None:
        given(*there[:3]).when(replying()).then_refused(NoSuchComment)
        elsewhere = comment_made.model_copy(update={"suggestion": bicycle_shed})
        given(*there[:3], elsewhere).when(replying()).then_refused(NoSuchComment)

    def test_what_was_said_stays_answered_when_it_is_taken_back(self) -> None:
        given(*there, comment_withdrawn).when(replying()).then(reply)


def supporting(act: Act = by_neighbour, *, support: bool = True) -> SupportComment:
    return SupportComment(
        act=act,
        member=neighbour_on_the_roll,
        suggestion=reading_corner,
        comment=quiet_please,
        support=support,
    )


class TestSupportOfAComment:
    def test_a_resident_supports_a_comment(self) -> None:
        given(*there).when(supporting()).then(comment_supported)

    def test_and_takes_that_back(self) -> None:
        history = (*there, comment_supported)
        given(*history).when(supporting(support=False)).then(comment_support_withdrawn)
        given(*history, comment_support_withdrawn).when(supporting()).then(comment_supported)

    def test_what_is_so_already_records_nothing(self) -> None:
        given(*there, comment_supported).when(supporting()).then_nothing()
        given(*there).when(supporting(support=False)).then_nothing()

    def test_nobody_supports_their_own_comment(self) -> None:
        own = SupportComment(
            act=by_resident,
            member=resident_on_the_roll,
            suggestion=reading_corner,
            comment=quiet_please,
            support=True,
        )
        history = given(joined, verified, suggestion_submitted, comment_made)
        history.when(own).then_refused(NotYourOwnComment)

    def test_whoever_supports_takes_part(self) -> None:
        given(suggestion_submitted, comment_made).when(supporting()).then_refused(NotAMember)
        history = given(neighbour_joined, suggestion_submitted, comment_made)
        history.when(supporting()).then_refused(NotVerified)

    def test_there_must_be_a_comment_that_is_shown(self) -> None:
        given(*there[:2]).when(supporting()).then_refused(NoSuchSuggestion)
        given(*there[:3]).when(supporting()).then_refused(NoSuchComment)
        given(*there, comment_withdrawn).when(supporting()).then_refused(NoSuchComment)
        given(*there, comment_hidden).when(supporting()).then_refused(NoSuchComment)

    def test_the_suggestion_must_be_open(self) -> None:
        away = merged.model_copy(update={"suggestion": reading_corner, "into": bicycle_shed})
        given(*there, suggestion_hidden).when(supporting()).then_refused(SuggestionIsHidden)
        given(*there, suggestion_withdrawn).when(supporting()).then_refused(SuggestionWasWithdrawn)
        given(*there, away).when(supporting()).then_refused(SuggestionWasMerged)

    def test_support_of_what_is_hidden_may_still_be_taken_back_by_whoever_left(self) -> None:
        history = given(suggestion_submitted, comment_made, comment_supported, comment_hidden)
        history.when(supporting(support=False)).then(comment_support_withdrawn)

    def test_erasing_somebody_takes_their_support_back_but_for_what_is_closed(self) -> None:
        system = Act("system", by_neighbour.at, neighbour)
        history = (suggestion_submitted, comment_made, comment_supported)
        given(*history).when(supporting(system, support=False)).then(
            comment_support_withdrawn.model_copy(update={"act": system})
        )
        given(*history, suggestion_hidden).when(supporting(system, support=False)).then_nothing()


def others_supported(count: int, act: Act = by_neighbour) -> list[CommentSupported]:
    return [
        comment_supported.model_copy(
            update={"act": act, "comment": f"comment:another_one_{number}"}
        )
        for number in range(count)
    ]


class TestTheDailyNumberOfSupports:
    def test_a_resident_supports_so_many_comments_a_day(self) -> None:
        history = given(*there, *others_supported(SUPPORTS_PER_DAY_MAX - 1))
        history.when(supporting()).then(comment_supported)
        enough = given(*there, *others_supported(SUPPORTS_PER_DAY_MAX))
        enough.when(supporting()).then_refused(EnoughSupportsForToday)

    def test_supporting_one_again_and_again_uses_it_up_too(self) -> None:
        often = [comment_supported, comment_support_withdrawn] * SUPPORTS_PER_DAY_MAX
        given(*there, *often).when(supporting()).then_refused(EnoughSupportsForToday)

    def test_a_new_day_begins_afresh(self) -> None:
        tomorrow = supporting(Act(by_neighbour.by, TOMORROW))
        given(*there, *others_supported(SUPPORTS_PER_DAY_MAX)).when(tomorrow).then(
            comment_supported.model_copy(update={"act": tomorrow.act})
        )

    def test_neighbours_do_not_use_it_up(self) -> None:
        theirs = others_supported(SUPPORTS_PER_DAY_MAX, by_resident)
        given(*there, *theirs).when(supporting()).then(comment_supported)

    def test_support_may_always_be_taken_back(self) -> None:
        history = (*there, comment_supported, *others_supported(SUPPORTS_PER_DAY_MAX))
        given(*history).when(supporting(support=False)).then(comment_support_withdrawn)
        given(*history).when(supporting()).then_nothing()

    def test_support_of_another_comment_is_no_support_of_this_one(self) -> None:
        given(*there, *others_supported(1)).when(supporting(support=False)).then_nothing()
