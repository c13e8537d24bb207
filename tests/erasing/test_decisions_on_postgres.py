"""What becomes of carried support, of following and of ballots when somebody is erased."""

import json

from domain.kernel import Act, Command
from domain.residents.events import MemberLeft, PersonErased
from domain.suggestions.carry_support import CarrySupport
from domain.suggestions.events import (
    CommentSupportWithdrawn,
    StanceWithdrawn,
    SuggestionUnfollowed,
    SupportCarried,
)
from domain.suggestions.follow_suggestion import FollowSuggestion
from domain.suggestions.merge_suggestion import MergeSuggestion
from domain.suggestions.support_comment import SupportComment
from domain.suggestions.withdraw_suggestion import WithdrawSuggestion
from domain.voting.cast_vote import NotVerifiedInTime
from domain.voting.events import BallotCast
from infra.erasing import Erasing
from infra.standing_acts import standing
from tests.record.ballots import BallotPaper
from tests.record.polls import vote
from tests.record.town import NOON, Resident, Town

ENDED = [MemberLeft.TOPIC, PersonErased.TOPIC]


def told(there: Town, after: int) -> list[str]:
    return [kind for position, kind, _ in there.entries() if position > after]


def follows(who: Resident, suggestion: str) -> Command:
    return FollowSuggestion(
        act=Act.of(who.voice, NOON), member=who.member, suggestion=suggestion, follow=True
    )


def supports(who: Resident, suggestion: str, comment: str) -> Command:
    return SupportComment(
        act=Act.of(who.voice, NOON), member=who.member, suggestion=suggestion, comment=comment,
        support=True,
    )  # fmt: skip


def merged(there: Town, source: str, into: str) -> None:
    there.recorded(
        MergeSuggestion(
            act=Act.of(there.chair, NOON), suggestion=source, into=into, reason="同一件事"
        )
    )


def carries(who: Resident, source: str, into: str) -> Command:
    return CarrySupport(
        act=Act.of(who.voice, NOON), member=who.member, source=source, suggestion=into,
        channel="web",
    )  # fmt: skip


def test_carried_support_is_taken_back_where_it_was_carried_to(
    there: Town, erasing: Erasing
) -> None:
    neighbour, somebody = there.residents(2)
    source, into = (there.suggestion(neighbour, title) for title in ("种树", "多种些树"))
    there.recorded(somebody.takes(source))
    merged(there, source, into)
    there.recorded(carries(somebody, source, into))
    head = len(there.entries())
    erasing.at_once(somebody.person)
    ended = [
        json.loads(data)["data"]["suggestion"]
        for position, kind, data in there.entries()
        if position > head and kind == StanceWithdrawn.TOPIC
    ]
    assert into in ended
    assert there.count(SupportCarried.TOPIC) == 1


def test_follows_and_supported_comments_end_before_the_membership(
    there: Town, erasing: Erasing
) -> None:
    neighbour, somebody = there.residents(2)
    idea = there.suggestion(neighbour)
    comment = neighbour.says(idea)
    there.recorded(comment)
    there.recorded(follows(somebody, idea), supports(somebody, idea, comment.comment))
    head = len(there.entries())
    erasing.at_once(somebody.person)
    ended = told(there, head)
    assert sorted(ended[:2]) == [CommentSupportWithdrawn.TOPIC, SuggestionUnfollowed.TOPIC]
    assert ended[2:] == ENDED


def test_nothing_is_taken_back_of_what_is_closed(there: Town, erasing: Erasing) -> None:
    neighbour, somebody = there.residents(2)
    idea = there.suggestion(neighbour)
    comment = neighbour.says(idea)
    there.recorded(comment)
    there.recorded(follows(somebody, idea), supports(somebody, idea, comment.comment))
    there.recorded(
        WithdrawSuggestion(act=Act.of(neighbour.voice, NOON), suggestion=idea, channel="web")
    )
    head = len(there.entries())
    erasing.at_once(somebody.person)
    assert told(there, head) == ENDED


def test_what_was_ended_before_is_not_ended_again(there: Town) -> None:
    neighbour, somebody = there.residents(2)
    idea = there.suggestion(neighbour)
    once = follows(somebody, idea)
    no_more = FollowSuggestion(
        act=Act.of(somebody.voice, NOON), member=somebody.member, suggestion=idea, follow=False
    )
    there.recorded(once)
    there.recorded(no_more)
    with there.installation.main.connection() as connection:
        stands = standing(connection, there.log, [somebody.voice])
    assert stands == []


def test_a_ballot_that_was_cast_stays_cast(there: Town, erasing: Erasing) -> None:
    somebody = there.resident()
    poll = BallotPaper.opened(there)
    position = poll.votes(somebody, 1)
    head = len(there.entries())
    erasing.at_once(somebody.person)
    assert told(there, head) == ENDED
    assert poll.sealed() == [position]


def test_whoever_is_erased_and_joins_again_has_no_second_vote(
    there: Town, erasing: Erasing
) -> None:
    """The new person is confirmed after the opening, and the first ballot counts as it was cast."""
    somebody = there.resident()
    poll = BallotPaper.opened(there)
    position = poll.votes(somebody, 1)
    erasing.at_once(somebody.person)
    again = there.resident()
    [refused] = there.decide(vote(again, poll.poll, 0, NOON))
    assert isinstance(refused, NotVerifiedInTime)
    assert list(poll.entries(BallotCast.TOPIC)) == [position]
