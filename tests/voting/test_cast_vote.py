from datetime import timedelta

import pytest

from domain.kernel import Act, Event
from domain.residents.events import ADULT, TEENAGER, UNDER_14, RoleGranted
from domain.standing import NotAMember
from domain.voting.cast_vote import (
    CASTINGS_MAX,
    ChoiceDoesNotFit,
    EnoughVotes,
    NotAmongTheVoters,
    NotVerifiedInTime,
)
from domain.voting.events import Audience, BallotCast
from domain.voting.poll_as_it_stands import (
    NoSuchPoll,
    PollIsClosed,
    PollWasCancelled,
    moment,
)
from tests.cast import (
    by_committee,
    by_neighbour,
    by_resident,
    joined,
    left,
    neighbour_joined,
    neighbour_verified,
    steward,
    steward_appointed,
    steward_released,
    verified,
)
from tests.cast_of_decisions import (
    CLOSES_AT,
    ballot_cast,
    cancelled,
    closed,
    extended,
    held,
    open_poll_opened,
    poll_opened,
    vote_cast,
)
from tests.scenario import given
from tests.voting.at_the_ballot import voting

THE_CLOSE = moment(CLOSES_AT)


def asking(audience: Audience) -> Event:
    return open_poll_opened.model_copy(update={"audience": audience})


an_open_poll = given(joined, verified, open_poll_opened)
a_sealed_poll = given(joined, verified, poll_opened)


class TestWhoVotes:
    def test_a_confirmed_resident_votes(self) -> None:
        an_open_poll.when(voting()).then(vote_cast((1,)))
        a_sealed_poll.when(voting()).then(ballot_cast)

    def test_nobody_votes_before_joining(self) -> None:
        history = given(neighbour_joined, neighbour_verified, open_poll_opened)
        history.when(voting()).then_refused(NotAMember)

    def test_only_those_vote_who_were_confirmed_before_the_poll_was_opened(self) -> None:
        given(joined, open_poll_opened).when(voting()).then_refused(NotVerifiedInTime)
        given(joined, open_poll_opened, verified).when(voting()).then_refused(NotVerifiedInTime)

    def test_whoever_left_votes_no_longer_also_after_joining_again(self) -> None:
        given(joined, verified, open_poll_opened, left).when(voting()).then_refused(NotAMember)
        again = (joined, verified, open_poll_opened, left, joined, verified)
        given(*again).when(voting()).then_refused(NotVerifiedInTime)

    @pytest.mark.parametrize(
        ("audience", "age_band"),
        [
            ("residents", UNDER_14),
            ("residents", None),
            ("14-and-over", TEENAGER),
            ("14-and-over", ADULT),
            ("adults", ADULT),
        ],
    )
    def test_a_poll_is_answered_by_the_age_that_it_asks(
        self, audience: Audience, age_band: str | None
    ) -> None:
        given(joined, verified, asking(audience)).when(voting(age_band=age_band)).then(
            vote_cast((1,))
        )

    @pytest.mark.parametrize(
        ("audience", "age_band"),
        [("14-and-over", UNDER_14), ("adults", TEENAGER), ("adults", UNDER_14), ("adults", None)],
    )
    def test_and_by_nobody_of_another_age_or_of_none_that_was_told(
        self, audience: Audience, age_band: str | None
    ) -> None:
        given(joined, verified, asking(audience)).when(voting(age_band=age_band)).then_refused(
            NotAmongTheVoters
        )

    def test_a_poll_of_stewards_is_answered_by_stewards(self) -> None:
        history = given(joined, verified, steward_appointed, asking("stewards"))
        history.when(voting(service=steward)).then(vote_cast((1,)))

    def test_a_poll_of_planners_is_answered_by_planners(self) -> None:
        planner = RoleGranted(act=by_committee, holder=steward, role="planner")
        poll = asking("planners")
        given(joined, verified, planner, poll).when(voting(service=steward)).then(vote_cast((1,)))
        given(joined, verified, steward_appointed, poll).when(voting(service=steward)).then_refused(
            NotAmongTheVoters
        )

    def test_only_by_those_who_held_the_office_before_the_poll_was_opened(self) -> None:
        history = (joined, verified, asking("stewards"))
        given(*history, steward_appointed).when(voting(service=steward)).then_refused(
            NotAmongTheVoters
        )
        anew = (steward_appointed, *history, steward_released, steward_appointed)
        given(*anew).when(voting(service=steward)).then_refused(NotAmongTheVoters)

    def test_whose_office_is_prolonged_while_it_stands_votes_on(self) -> None:
        prolonged = steward_appointed.model_copy(update={"until": "2028-01-01T00:00Z"})
        history = given(joined, verified, steward_appointed, asking("stewards"), prolonged)
        history.when(voting(service=steward)).then(vote_cast((1,)))

    def test_whose_office_had_run_out_and_was_given_anew_since_the_opening_does_not(self) -> None:
        short = steward_appointed.model_copy(update={"until": "2026-03-02T04:09Z"})
        history = given(joined, verified, short, asking("stewards"), steward_appointed)
        history.when(voting(service=steward)).then_refused(NotAmongTheVoters)

    def test_and_by_nobody_who_holds_that_office_no_longer(self) -> None:
        history = (joined, verified, steward_appointed, asking("stewards"))
        given(*history, steward_released).when(voting(service=steward)).then_refused(
            NotAmongTheVoters
        )
        over = Act(by_resident.by, "2027-01-01T00:00Z")
        late = open_poll_opened.model_copy(
            update={"audience": "stewards", "closes_at": "2027-01-09T12:00Z"}
        )
        given(joined, verified, steward_appointed, late).when(
            voting(act=over, service=steward)
        ).then_refused(NotAmongTheVoters)

    def test_nor_by_whoever_serves_under_no_name(self) -> None:
        history = given(joined, verified, steward_appointed, asking("stewards"))
        history.when(voting(service=None)).then_refused(NotAmongTheVoters)


class TestAChoice:
    def test_it_must_fit_the_ballot(self) -> None:
        an_open_poll.when(voting((3,))).then_refused(ChoiceDoesNotFit)
        a_sealed_poll.when(voting((0, 1))).then_refused(ChoiceDoesNotFit)

    def test_a_blank_ballot_is_lawful(self) -> None:
        an_open_poll.when(voting(())).then(vote_cast(()))

    def test_a_mind_may_change_until_the_close(self) -> None:
        history = (joined, verified, open_poll_opened, vote_cast((1,)))
        given(*history).when(voting((2,))).then(vote_cast((2,)))
        given(*history, vote_cast((2,))).when(voting((1,))).then(vote_cast((1,)))

    def test_in_an_open_poll_the_same_choice_again_records_nothing(self) -> None:
        history = given(joined, verified, open_poll_opened, vote_cast((1,)))
        history.when(voting((1,))).then_nothing()

    def test_in_a_sealed_poll_every_casting_is_recorded_since_the_log_cannot_know(self) -> None:
        a_sealed = given(joined, verified, poll_opened, ballot_cast)
        a_sealed.when(voting((1,))).then(ballot_cast)

    def test_the_vote_of_a_neighbour_is_another_one(self) -> None:
        history = given(joined, verified, open_poll_opened, vote_cast((1,), by_neighbour))
        history.when(voting((1,))).then(vote_cast((1,)))

    def test_nobody_fills_the_log_with_votes(self) -> None:
        history = (joined, verified, poll_opened)
        given(*history, *[ballot_cast] * (CASTINGS_MAX - 1)).when(voting()).then(ballot_cast)
        given(*history, *[ballot_cast] * CASTINGS_MAX).when(voting()).then_refused(EnoughVotes)


class TestTheClose:
    def test_what_came_to_the_door_in_time_counts_whenever_it_is_decided(self) -> None:
        last = Act(by_resident.by, "2026-03-09T12:00Z")
        just = THE_CLOSE - timedelta(microseconds=1)
        an_open_poll.when(voting(act=last, arrived=just)).then(vote_cast((1,), last))

    def test_what_comes_at_the_close_or_after_it_is_too_late(self) -> None:
        an_open_poll.when(voting(arrived=THE_CLOSE)).then_refused(PollIsClosed)
        late = THE_CLOSE + timedelta(hours=1)
        a_sealed_poll.when(voting(arrived=late)).then_refused(PollIsClosed)

    def test_a_poll_that_was_extended_takes_votes_until_its_new_close(self) -> None:
        history = given(joined, verified, open_poll_opened, extended)
        history.when(voting(arrived=THE_CLOSE)).then(vote_cast((1,)))
        too_late = moment(extended.closes_at)
        history.when(voting(arrived=too_late)).then_refused(PollIsClosed)

    def test_a_poll_that_is_closed_takes_none_even_from_before_its_close(self) -> None:
        given(joined, verified, open_poll_opened, closed).when(voting()).then_refused(PollIsClosed)

    def test_nor_does_a_poll_whose_closing_is_held_until_it_is_extended(self) -> None:
        history = (joined, verified, open_poll_opened, held)
        given(*history).when(voting()).then_refused(PollIsClosed)
        given(*history, extended).when(voting(arrived=THE_CLOSE)).then(vote_cast((1,)))

    def test_a_poll_that_was_cancelled_takes_no_votes(self) -> None:
        history = given(joined, verified, open_poll_opened, cancelled)
        history.when(voting()).then_refused(PollWasCancelled)

    def test_there_is_nothing_to_vote_on_where_there_is_no_poll(self) -> None:
        given(joined, verified).when(voting()).then_refused(NoSuchPoll)


class TestAVoteOfAHousehold:
    household = "ballot:programme_of_the_stage:household_in_building_3"
    opened = poll_opened.model_copy(
        update={"unit": "household", "scope": "ballot:programme_of_the_stage"}
    )
    of_the_household = Act(household, by_resident.at)

    def test_a_household_votes_under_its_own_name_by_any_confirmed_member(self) -> None:
        history = given(joined, verified, self.opened)
        history.when(voting(act=self.of_the_household)).then(
            ballot_cast.model_copy(update={"act": self.of_the_household})
        )

    def test_all_of_a_household_together_vote_as_often_as_one_person(self) -> None:
        earlier: list[BallotCast] = [
            ballot_cast.model_copy(update={"act": self.of_the_household})
        ] * CASTINGS_MAX
        history = given(joined, verified, self.opened, *earlier)
        history.when(voting(act=self.of_the_household)).then_refused(EnoughVotes)
