import pytest

from domain.kernel import Act
from domain.residents.events import ADULT, UNDER_14
from domain.standing import NotAMember, NotVerified, NotYourOffice
from domain.suggestions.amend_suggestion import (
    VERSIONS_MAX,
    AmendSuggestion,
    EnoughVersions,
    TextIsSettled,
)
from domain.suggestions.as_it_stands import (
    NoSuchSuggestion,
    NotYours,
    SuggestionIsHidden,
    SuggestionWasMerged,
    SuggestionWasWithdrawn,
)
from domain.suggestions.events import Status, SuggestionAmended
from domain.suggestions.own_words import ChildrensWordsNeedConsent
from domain.suggestions.take_stance import TextHasChanged
from tests.cast import (
    by_neighbour,
    by_resident,
    clerk_appointed,
    clerk_for_resident,
    joined,
    neighbour_joined,
    neighbour_on_the_roll,
    neighbour_verified,
    reading_corner,
    resident_on_the_roll,
    suggestion_hidden,
    suggestion_submitted,
    suggestion_withdrawn,
    verified,
)
from tests.cast_of_decisions import (
    amended,
    answered,
    cancelled,
    closed,
    merge_undone,
    merged,
    poll_opened,
    restored,
)
from tests.scenario import given

of_the_author = (joined, verified, suggestion_submitted)
merged_away = merged.model_copy(update={"suggestion": reading_corner, "into": "suggestion:other"})
on_its_own_again = merge_undone.model_copy(
    update={"suggestion": reading_corner, "into": "suggestion:other"}
)


def amending(
    act: Act = by_resident,
    *,
    member: str = resident_on_the_roll,
    seen: int = 1,
    channel: str = "web",
    age_band: str | None = ADULT,
) -> AmendSuggestion:
    assert amended.title is not None
    assert amended.text is not None
    return AmendSuggestion(
        act=act,
        member=member,
        suggestion=reading_corner,
        seen=seen,
        channel=channel,
        title=amended.title,
        text=amended.text,
        age_band=age_band,
    )


def version(number: int) -> SuggestionAmended:
    return amended.model_copy(update={"version": number})


def test_its_author_amends_a_suggestion_as_a_new_version() -> None:
    given(*of_the_author).when(amending()).then(amended)
    given(*of_the_author, amended).when(amending(seen=2)).then(version(3))


def test_nobody_else_amends_it() -> None:
    history = given(neighbour_joined, neighbour_verified, suggestion_submitted)
    history.when(amending(by_neighbour, member=neighbour_on_the_roll)).then_refused(NotYours)


def test_the_desk_writes_the_new_wording_down_for_its_author() -> None:
    history = (*of_the_author, clerk_appointed)
    given(*history).when(amending(clerk_for_resident, channel="desk")).then(
        amended.model_copy(update={"act": clerk_for_resident, "channel": "desk"})
    )
    given(*of_the_author).when(amending(clerk_for_resident)).then_refused(NotYourOffice)


def test_whoever_amends_takes_part() -> None:
    given(joined, suggestion_submitted).when(amending()).then_refused(NotVerified)
    given(suggestion_submitted).when(amending()).then_refused(NotAMember)


def test_two_wordings_do_not_overwrite_each_other() -> None:
    given(*of_the_author, amended).when(amending(seen=1)).then_refused(TextHasChanged)


def test_a_childs_new_wording_needs_the_guardians_consent_too() -> None:
    given(*of_the_author).when(amending(age_band=UNDER_14)).then_refused(ChildrensWordsNeedConsent)


@pytest.mark.parametrize("status", ["accepted", "planned", "under-way", "done"])
def test_what_the_committee_accepted_keeps_its_wording(status: Status) -> None:
    history = given(*of_the_author, answered(status))
    history.when(amending()).then_refused(TextIsSettled)


def test_what_is_or_was_voted_on_keeps_its_wording() -> None:
    given(*of_the_author, poll_opened).when(amending()).then_refused(TextIsSettled)
    given(*of_the_author, poll_opened, closed).when(amending()).then_refused(TextIsSettled)


def test_once_the_poll_about_it_was_cancelled_it_may_be_worded_better() -> None:
    given(*of_the_author, poll_opened, cancelled).when(amending()).then(amended)


def test_but_not_while_another_poll_about_it_stands() -> None:
    another = poll_opened.model_copy(update={"poll": "poll:programme_of_the_autumn"})
    for polls in ((poll_opened, another, cancelled), (poll_opened, cancelled, another)):
        given(*of_the_author, *polls).when(amending()).then_refused(TextIsSettled)


def test_nor_does_cancelling_a_poll_unsettle_what_was_accepted() -> None:
    history = given(*of_the_author, poll_opened, answered("accepted"), cancelled)
    history.when(amending()).then_refused(TextIsSettled)


@pytest.mark.parametrize("status", ["under-review", "declined"])
def test_what_is_reviewed_or_was_declined_may_be_worded_better(status: Status) -> None:
    given(*of_the_author, answered(status)).when(amending()).then(amended)


def test_what_was_accepted_and_is_reviewed_again_may_be_worded_better() -> None:
    history = given(*of_the_author, answered("done"), answered("under-review"))
    history.when(amending()).then(amended)


def test_a_suggestion_is_amended_only_so_often() -> None:
    last = version(VERSIONS_MAX)
    given(*of_the_author, last).when(amending(seen=VERSIONS_MAX)).then_refused(EnoughVersions)
    before = version(VERSIONS_MAX - 1)
    given(*of_the_author, before).when(amending(seen=VERSIONS_MAX - 1)).then(last)


def test_only_what_is_open_is_amended() -> None:
    given(joined, verified).when(amending()).then_refused(NoSuchSuggestion)
    given(*of_the_author, suggestion_hidden).when(amending()).then_refused(SuggestionIsHidden)
    given(*of_the_author, suggestion_withdrawn).when(amending()).then_refused(
        SuggestionWasWithdrawn
    )
    given(*of_the_author, merged_away).when(amending()).then_refused(SuggestionWasMerged)


def test_what_is_shown_again_or_stands_by_itself_again_is_open() -> None:
    given(*of_the_author, suggestion_hidden, restored).when(amending()).then(amended)
    given(*of_the_author, merged_away, on_its_own_again).when(amending()).then(amended)
