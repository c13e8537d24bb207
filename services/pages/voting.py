"""投票 voting — a ballot is filled in, looked at once more, and cast by one button."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from fastapi import APIRouter, Response

from projections.voting import Poll
from services.casting import vote_of
from services.pages.filled_in_ballot import CHOSEN, choice_of, in_fields, in_words, reviewed
from services.pages.forms import DECLINED, Declined, Form, TheTypedForm, declined, see_other
from services.pages.may_vote import obstacle
from services.pages.polls import OwnBallot, common, existing, own_ballot
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.speaking import Speaking

EDIT: Final = "edit"

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/polls/{poll}/vote")
async def fill_in(visitor: TheVisitor, poll: str) -> Response:
    shown = await existing(visitor, poll)
    return await ballot_page(visitor, shown)


@router.get("/polls/{poll}/review")
async def review_of_nothing(visitor: TheVisitor, poll: str) -> Response:
    """An address that somebody kept: what is looked at belongs to a form that was sent."""
    shown = await existing(visitor, poll)
    return see_other(f"{visitor.home}/polls/{shown.poll}/vote")


@router.post("/polls/{poll}/review")
async def review(visitor: TheVisitor, poll: str, form: TheTypedForm) -> Response:
    """The second step: it records nothing, and says so."""
    shown = await existing(visitor, poll)
    try:
        if EDIT in form.fields:
            return await ballot_page(visitor, shown, in_fields(reviewed(form, shown), shown))
        choice = choice_of(form, shown)
        closed = await obstacle(visitor, shown)
        if closed is not None:
            raise closed
    except DECLINED as reason:
        return await ballot_page(visitor, shown, form.fields, declined(reason, visitor))
    return await review_page(visitor, shown, choice)


@router.post("/polls/{poll}/vote")
async def cast(visitor: TheVisitor, poll: str, form: TheTypedForm) -> Response:
    """The one final button."""
    shown = await existing(visitor, poll)
    try:
        choice = reviewed(form, shown)
        recorded = await form.decide(
            await vote_of(_speaking(form), shown, choice, arrived=form.arrived)
        )
    except DECLINED as reason:
        return await _not_cast(visitor, shown, form, declined(reason, visitor))
    return see_other(f"{visitor.home}/polls/{shown.poll}?voted=1#own", recorded.position)


async def ballot_page(
    visitor: Visitor,
    shown: Poll,
    filled: Mapping[str, str] | None = None,
    refusal: Declined | None = None,
) -> Response:
    """The ballot; where this person would be refused, the reason in its place."""
    own = await own_ballot(visitor, shown)
    closed = await obstacle(visitor, shown)
    return page(
        visitor,
        "polls/vote.html",
        status=refusal.status if refusal else 200,
        **common(visitor, shown),
        own=own,
        unless=declined(closed, visitor).sentence if closed else "",
        filled=_as_it_stands(own, shown) if filled is None else filled,
        is_written=filled is not None,
        refusal=refusal,
    )


async def review_page(
    visitor: Visitor, shown: Poll, choice: tuple[int, ...], refusal: Declined | None = None
) -> Response:
    """What is about to be cast; a copy in the browser would show it to whoever comes after."""
    return page(
        visitor,
        "polls/review.html",
        status=refusal.status if refusal else 200,
        **common(visitor, shown),
        own=await own_ballot(visitor, shown),
        chosen=in_words(choice, shown, visitor.language),
        carried={CHOSEN: " ".join(map(str, choice))},
        refusal=refusal,
    )


def _as_it_stands(own: OwnBallot, shown: Poll) -> Mapping[str, str]:
    """A vote that everybody can read is what its voter begins with; a sealed one nobody knows."""
    choice = own.standing.choice if own.standing else None
    return {} if choice is None else in_fields(choice, shown)


async def _not_cast(visitor: Visitor, shown: Poll, form: Form, refusal: Declined) -> Response:
    """Nothing was recorded: the ballot is shown again, so far as it can be read."""
    try:
        fresh = reviewed(_read_again(form), shown)
    except DECLINED:
        return await ballot_page(visitor, shown, form.fields, refusal)
    return await review_page(visitor, shown, fresh, refusal)


def _read_again(form: Form) -> Form:
    """The same form, to show what is in it: it decides nothing."""
    return Form(form.visitor, form.fields, form.key)


def _speaking(form: Form) -> Speaking:
    """The signed-in person alone: at the desk people vote on paper."""
    visitor = form.visitor
    return Speaking(visitor.linli, visitor.community, form.session.account, form.arrived)
