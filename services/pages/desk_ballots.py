"""纸质选票 desk ballots — a sheet of paper is recorded by one member of staff, read by another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Response

from domain.voting.poll_as_it_stands import PollIsClosed
from projections import ballots
from projections import voting as views
from projections.ballots import PaperBallot
from projections.voting import Poll
from services.casting import confirmation_of, own_names, vote_of
from services.contacts import ACTING, contacts
from services.identity import NobodyThere
from services.language import phrase, reason_of, sentence
from services.pages import poll_words
from services.pages.acted_for import ActedFor, acted_for
from services.pages.audit import position_of
from services.pages.filled_in_ballot import (
    CHOSEN,
    Chosen,
    choice_of,
    in_fields,
    in_words,
    reviewed,
)
from services.pages.forms import (
    DECLINED,
    Declined,
    Form,
    TheTypedForm,
    declined,
    see_other,
)
from services.pages.polls import common, existing, state_of
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.problems import NO_SUCH_LOGIN, NO_SUCH_PAPER, YOUR_OWN_ACT, Unanswerable

PAPERS_PER_PAGE: Final = 30
EDIT: Final = "edit"
PAPER: Final = "paper"
YOU_RECORDED_IT: Final = phrase("You recorded this one: somebody else has to read it.")

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/desk/polls")
async def choose_poll(visitor: TheVisitor) -> Response:
    """The polls that this resident may vote in by paper, as far as they are open."""
    named = await _named(visitor, visitor.request.query_params.get("resident", ""))
    found = await views.polls(visitor.linli.views, visitor.community, states=("open",))
    return page(
        visitor,
        "polls/desk.html",
        named=named,
        open=[each for each in found if state_of(visitor, each) == "open"],
        refusal=None,
    )


@router.get("/desk/ballot")
async def fill_in(visitor: TheVisitor) -> Response:
    asked = visitor.request.query_params
    named = await _named(visitor, asked.get("resident", ""))
    return await _ballot_page(visitor, named, await existing(visitor, asked.get("poll", "")), {})


@router.post("/desk/ballot/review")
async def review(visitor: TheVisitor, form: TheTypedForm) -> Response:
    named, shown = await _meant(visitor, form)
    try:
        if EDIT in form.fields:
            filled = in_fields(reviewed(form, shown), shown)
            return await _ballot_page(visitor, named, shown, filled)
        choice = choice_of(form, shown)
    except DECLINED as reason:
        refusal = declined(reason, visitor)
        return await _ballot_page(visitor, named, shown, form.fields, refusal)
    return await _review_page(visitor, named, shown, choice)


@router.post("/desk/ballot")
async def record(visitor: TheVisitor, form: TheTypedForm) -> Response:
    """The first of two people has read the sheet: what came in is a sheet, whatever a form says.

    The next page names the sheet alone, so that no address joins a resident with an entry.
    """
    named, shown = await _meant(visitor, form)
    try:
        choice = reviewed(form, shown)
        paper = f"paper:{form.id}"
        speaking = replace(form.speaking(), channel=PAPER)
        recorded = await form.decide(
            await vote_of(speaking, shown, choice, arrived=form.arrived, paper=paper)
        )
    except DECLINED as reason:
        refusal = declined(reason, visitor)
        return await _ballot_page(visitor, named, shown, _filled_again(form, shown), refusal)
    query = urlencode({"recorded": recorded.position})
    return see_other(f"{visitor.home}/desk/papers?{query}", recorded.position)


@router.get("/desk/papers")
async def papers(visitor: TheVisitor) -> Response:
    asked = visitor.request.query_params
    found = await ballots.papers(
        visitor.linli.views,
        visitor.community,
        before=position_of(asked.get("before", "")),
        limit=PAPERS_PER_PAGE + 1,
    )
    shown = found[:PAPERS_PER_PAGE]
    return page(
        visitor,
        "polls/papers.html",
        found=shown,
        before=shown[-1].position if len(found) > PAPERS_PER_PAGE else None,
        recorded=position_of(asked.get("recorded", "")),
        read=await _found(visitor, asked.get("read", "")),
        words=poll_words,
    )


@router.get("/desk/papers/{paper}")
async def read_again(visitor: TheVisitor, paper: str) -> Response:
    return await _paper_page(visitor, await _paper(visitor, paper))


@router.post("/desk/papers/{paper}")
async def confirm(visitor: TheVisitor, paper: str, form: TheTypedForm) -> Response:
    """The second of two people has read the sheet, without seeing what the first one read."""
    found = await _paper(visitor, paper)
    shown = await existing(visitor, found.poll)
    try:
        command = await confirmation_of(
            form.speaking(), shown, found, choice_of(form, shown), arrived=form.arrived
        )
        recorded = await form.decide(command)
    except DECLINED as reason:
        return await _paper_page(visitor, found, form.fields, declined(reason, visitor))
    query = urlencode({"read": found.paper})
    return see_other(f"{visitor.home}/desk/papers?{query}", recorded.position)


async def _named(visitor: Visitor, resident: str) -> ActedFor:
    named = await acted_for(visitor, resident)
    if named is None:
        raise HTTPException(422, NO_SUCH_LOGIN.sentence)
    return named


async def _meant(visitor: Visitor, form: Form) -> tuple[ActedFor, Poll]:
    """For whom and in which poll: both were chosen before, and nobody typed them."""
    if form.acted_for is None:
        raise HTTPException(422, NO_SUCH_LOGIN.sentence)
    return form.acted_for, await existing(visitor, form.fields.get("poll", ""))


async def _found(visitor: Visitor, paper: str) -> PaperBallot | None:
    if not paper.isprintable():
        return None
    return await ballots.paper(visitor.linli.views, visitor.community, paper)


async def _paper(visitor: Visitor, paper: str) -> PaperBallot:
    found = await _found(visitor, paper)
    if found is None:
        raise Unanswerable(NO_SUCH_PAPER)
    return found


def _filled_again(form: Form, shown: Poll) -> Mapping[str, str]:
    """A ballot that was not recorded, to be filled in anew; it decides nothing."""
    try:
        return in_fields(reviewed(Form(form.visitor, form.fields, form.key), shown), shown)
    except DECLINED:
        return form.fields


async def _ballot_page(
    visitor: Visitor,
    named: ActedFor,
    shown: Poll,
    filled: Mapping[str, str],
    refusal: Declined | None = None,
) -> Response:
    return page(
        visitor,
        "polls/desk_ballot.html",
        status=refusal.status if refusal else 200,
        **common(visitor, shown),
        named=named,
        filled=filled,
        chosen=None,
        refusal=refusal,
    )


async def _review_page(
    visitor: Visitor, named: ActedFor, shown: Poll, choice: tuple[int, ...]
) -> Response:
    chosen: list[Chosen] = in_words(choice, shown, visitor.language)
    return page(
        visitor,
        "polls/desk_ballot.html",
        status=200,
        **common(visitor, shown),
        named=named,
        chosen=chosen,
        sent={CHOSEN: " ".join(map(str, choice))},
        refusal=None,
    )


async def _paper_page(
    visitor: Visitor,
    paper: PaperBallot,
    filled: Mapping[str, str] | None = None,
    refusal: Declined | None = None,
) -> Response:
    shown = await existing(visitor, paper.poll)
    unless = await _unless(visitor, shown, paper)
    return page(
        visitor,
        "polls/paper.html",
        status=refusal.status if refusal else 200,
        **common(visitor, shown),
        paper=paper,
        unless=sentence(unless, visitor.language) if unless else "",
        whose="" if unless else await _whose(visitor, paper),
        filled=filled or {},
        refusal=refusal,
    )


async def _unless(visitor: Visitor, shown: Poll, paper: PaperBallot) -> str | None:
    """Why this visitor cannot read the sheet now, and so is not told whose it is."""
    if paper.state != "waiting":
        return poll_words.PAPERS[paper.state]
    if state_of(visitor, shown) != "open":
        return reason_of(PollIsClosed)
    if paper.by == visitor.staff:
        return YOU_RECORDED_IT
    own = await own_names(visitor.linli, visitor.community, visitor.account, shown)
    return YOUR_OWN_ACT.sentence if paper.name in own else None


async def _whose(visitor: Visitor, paper: PaperBallot) -> str:
    """The resident's name, noted as a look; a household has one name for each poll, and no person.

    Who compares a sheet must know whose it is.
    """
    linli, community = visitor.linli, visitor.community
    person = await linli.identity.person_of(paper.name)
    if person is None:
        return ""
    try:
        member = await linli.identity.name(person, community, "member")
    except NobodyThere:
        return ""
    kept = await contacts(linli, community, [member], staff=visitor.as_staff, place=ACTING)
    return kept.get(member, {}).get("name", "")
