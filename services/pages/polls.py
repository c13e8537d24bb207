"""表决 polls — the pages where polls are found and read, and where results can be checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter, HTTPException, Response

from domain.kernel import ENTRY_TIME
from domain.voting.counting import Outcome
from domain.voting.extend_poll import EXTENSIONS_MAX
from domain.voting.open_poll import POLL_DAYS_MAX
from domain.voting.poll_as_it_stands import later
from projections import audit, ballots
from projections import suggestions as suggestion_views
from projections import voting as views
from projections.ballots import BallotStanding
from projections.voting import STATES, Poll, State
from services.casting import own_names
from services.language import phrase, sentence
from services.outcomes import outcome
from services.pages import audit_sentences, poll_words
from services.pages.audit import position_of
from services.pages.filled_in_ballot import in_words, option_labels
from services.pages.forms import Declined
from services.pages.local_time import fields_of
from services.pages.rendering import page
from services.pages.visitor import TheComing, TheVisitor, Visitor
from services.problems import NO_SUCH_POLL

POLLS_PER_PAGE: Final = 15
BALLOTS_PER_PAGE: Final = 100
HISTORY_ENTRIES_MAX: Final = 8
NO_SUCH_STATE: Final = phrase("There is no such state: please choose one of the list.")
NO_RESULT_YET: Final = phrase("This poll has no result yet.")
FILTERS: Final[Mapping[str, tuple[State, ...]]] = {
    "open": ("open",),
    "waiting": ("held", "closing"),
    "closed": ("closed",),
    "cancelled": ("cancelled",),
}

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@dataclass(frozen=True)
class OwnBallot:
    """What everybody may know of the visitor's own ballot, and its choice where it is public."""

    standing: BallotStanding | None

    @property
    def is_on_paper(self) -> bool:
        """Whether a confirmed paper stands, which no vote on the web replaces."""
        return self.standing is not None and self.standing.paper == "confirmed"


@router.get("/polls")
async def polls(coming: TheComing) -> Response:
    asked = coming.request.query_params
    state, before = asked.get("state", ""), position_of(asked.get("before", ""))
    wrong = state not in {"", *FILTERS}
    found = await views.polls(
        coming.reads,
        coming.community,
        states=FILTERS.get(state, STATES),
        before=before,
        limit=POLLS_PER_PAGE + 1,
    )
    visitor, shown = await coming.visitor(), found[:POLLS_PER_PAGE]
    return page(
        visitor,
        "polls/list.html",
        status=422 if wrong else 200,
        refusal=Declined(sentence(NO_SUCH_STATE, visitor.language), 422) if wrong else None,
        words=poll_words,
        found=[(each, state_of(visitor, each)) for each in shown],
        before=shown[-1].position if len(found) > POLLS_PER_PAGE else None,
        is_first_page=before is None,
        asked=state,
    )


@router.get("/polls/{poll}")
async def poll(visitor: TheVisitor, poll: str) -> Response:
    return await poll_page(visitor, await existing(visitor, poll))


@router.get("/polls/{poll}/result")
async def result(visitor: TheVisitor, poll: str) -> Response:
    return await result_page(visitor, await existing(visitor, poll))


@router.get("/polls/{poll}/ballots")
async def ballot_list(visitor: TheVisitor, poll: str) -> Response:
    """Every ballot that counts, and every casting that does not, with the reason."""
    shown = await existing(visitor, poll)
    reads, community = visitor.linli.views, visitor.community
    after = position_of(visitor.request.query_params.get("after-ballot", "")) or 0
    since = position_of(visitor.request.query_params.get("after-casting", "")) or 0
    most = BALLOTS_PER_PAGE + 1
    found = await ballots.ballot_list(reads, community, poll, after=after, limit=most)
    aside = await ballots.set_aside(reads, community, poll, after=since, limit=most)
    listed, left = found[:BALLOTS_PER_PAGE], aside[:BALLOTS_PER_PAGE]
    return page(
        visitor,
        "polls/ballots.html",
        status=200,
        **common(visitor, shown),
        found=[(each, in_words(each.choice, shown, visitor.language)) for each in listed],
        aside=left,
        next_ballot=listed[-1].position if len(found) > BALLOTS_PER_PAGE else None,
        next_casting=left[-1].position if len(aside) > BALLOTS_PER_PAGE else None,
        is_first_page=not after and not since,
    )


async def existing(visitor: Visitor, poll: str) -> Poll:
    found = await views.poll(visitor.linli.views, visitor.community, poll)
    if found is None:
        raise HTTPException(404, NO_SUCH_POLL.sentence)
    return found


def state_of(visitor: Visitor, poll: Poll) -> State:
    """How a poll stands by the clock: from its close on nobody is offered a ballot."""
    return poll.state_at(_now(visitor))


def common(visitor: Visitor, shown: Poll) -> dict[str, object]:
    """What every page of one poll needs."""
    return {
        "shown": shown,
        "state": state_of(visitor, shown),
        "words": poll_words,
        "options": option_labels(shown, visitor.language),
        "how_many": poll_words.how_many(shown, visitor.language),
        "secrecy": poll_words.secrecy_of(shown),
    }


async def own_ballot(visitor: Visitor, shown: Poll) -> OwnBallot:
    """The visitor's own ballot, whoever recorded it; nobody has one without signing in."""
    if visitor.session is None:
        return OwnBallot(None)
    linli, community = visitor.linli, visitor.community
    names = await own_names(linli, community, visitor.session.account, shown)
    return OwnBallot(await ballots.ballot_of(linli.views, community, shown.poll, names))


def words_of(visitor: Visitor, shown: Poll, own: OwnBallot) -> object:
    """One's own choice in words, where everybody may read it; None where nobody may."""
    if own.standing is None or own.standing.choice is None:
        return None
    return in_words(own.standing.choice, shown, visitor.language)


async def poll_page(
    visitor: Visitor,
    shown: Poll,
    typed: Mapping[str, str] | None = None,
    refusal: Declined | None = None,
) -> Response:
    """A poll with all that was fixed when it opened; for the committee with what it may do."""
    reads, community = visitor.linli.views, visitor.community
    before = position_of(visitor.request.query_params.get("before", ""))
    limit = HISTORY_ENTRIES_MAX + 1
    history = await audit.entries(
        reads, community, event=None, tag=shown.poll, before=before, limit=limit
    )
    entries = history[:HISTORY_ENTRIES_MAX]
    own = await own_ballot(visitor, shown)
    about = await suggestion_views.suggestions_by_id(reads, community, shown.suggestions)
    return page(
        visitor,
        "polls/poll.html",
        status=refusal.status if refusal else 200,
        **common(visitor, shown),
        about=[about[each] for each in shown.suggestions if each in about],
        outcome=await _standing_so_far(visitor, shown),
        turnout=await ballots.turnout(reads, community, shown.poll),
        course=await views.course(reads, community, shown.poll),
        own=own,
        own_words=words_of(visitor, shown, own),
        history=await audit_sentences.told(visitor, entries, {shown.poll: audit_sentences.ITSELF}),
        before=entries[-1].position if len(history) > HISTORY_ENTRIES_MAX else None,
        is_newest=before is None,
        **_what_is_left(visitor, shown),
        typed=typed or {},
        refusal=refusal,
    )


def _what_is_left(visitor: Visitor, shown: Poll) -> dict[str, object]:
    """What the committee may still do: how often and until when to extend, and whether to cancel.

    A poll that has closed can be cancelled as long as none of its sealed ballots is opened.
    """
    zone, now = visitor.community.time_zone, _now(visitor)
    last_close = later(shown.at, hours=24 * POLL_DAYS_MAX)
    next_day = fields_of(max(shown.closes_at, now), zone, days=1)
    return {
        "extensions_left": max(EXTENSIONS_MAX - shown.extended, 0),
        "last_close": last_close,
        "last_day": fields_of(last_close, zone)[0],
        "extended": min(next_day, fields_of(last_close, zone)),
        "can_be_cancelled": shown.is_unopened or state_of(visitor, shown) in {"open", "held"},
    }


async def _standing_so_far(visitor: Visitor, shown: Poll) -> Outcome | None:
    """How the votes of a public poll stand; of the others nothing is known before the opening."""
    if not shown.shows_choices or shown.state == "cancelled":
        return None
    return await outcome(visitor.linli, visitor.community, shown)


def _now(visitor: Visitor) -> str:
    return visitor.now.strftime(ENTRY_TIME)


async def result_page(
    visitor: Visitor,
    shown: Poll,
    typed: Mapping[str, str] | None = None,
    refusal: Declined | None = None,
) -> Response:
    """The result with its rule, how it came about, and one's own ballot in it."""
    found = await outcome(visitor.linli, visitor.community, shown)
    if found is None or shown.state != "closed":
        raise HTTPException(404, NO_RESULT_YET)
    reads, community = visitor.linli.views, visitor.community
    own = await own_ballot(visitor, shown)
    return page(
        visitor,
        "polls/result.html",
        status=refusal.status if refusal else 200,
        **common(visitor, shown),
        outcome=found,
        turnout=await ballots.turnout(reads, community, shown.poll),
        course=await views.course(reads, community, shown.poll),
        own=own,
        own_words=words_of(visitor, shown, own),
        typed=typed or {},
        refusal=refusal,
    )
