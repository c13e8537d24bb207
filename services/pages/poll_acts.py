"""表决事务 poll acts — what the committee may do to a poll, each an entry for everybody to read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from fastapi import APIRouter, Response

from domain.kernel import Act, Command
from domain.voting.cancel_poll import CancelPoll
from domain.voting.close_poll import ClosePoll
from domain.voting.draw_lot import DrawLot, NotANumberDrawn, is_a_draw
from domain.voting.extend_poll import ExtendPoll
from services.language import phrase, reason_of
from services.pages.forms import DECLINED, Form, NotFilledIn, TheTypedForm, declined, see_other
from services.pages.local_time import entry_time
from services.pages.polls import existing, poll_page, result_page
from services.pages.visitor import TheVisitor, Visitor
from services.wording import REASON_CHARACTERS_MAX

SAY_WHY: Final = phrase("Please give the reason, in at most %(most)d characters.")
BE_SURE: Final = phrase("Please tick that you are sure: this cannot be taken back.")

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.post("/polls/{poll}/extend")
async def extend(visitor: TheVisitor, poll: str, form: TheTypedForm) -> Response:
    return await _decided(visitor, poll, form, _extended)


@router.post("/polls/{poll}/cancel")
async def cancel(visitor: TheVisitor, poll: str, form: TheTypedForm) -> Response:
    return await _decided(visitor, poll, form, _cancelled)


@router.post("/polls/{poll}/close")
async def close(visitor: TheVisitor, poll: str, form: TheTypedForm) -> Response:
    """A poll whose closing is on hold is closed by hand, and then opened."""
    return await _decided(visitor, poll, form, _closed)


@router.post("/polls/{poll}/lot")
async def draw_lot(visitor: TheVisitor, poll: str, form: TheTypedForm) -> Response:
    """A result whose tie a lot decides; the form stands beside the tie."""
    return await _decided(visitor, poll, form, _drawn)


async def _decided(
    visitor: Visitor, poll: str, form: Form, command_of: Callable[[Form, Act, str], Command]
) -> Response:
    shown = await existing(visitor, poll)
    is_over = shown.state == "closed"
    try:
        command = command_of(form, Act.of(visitor.as_staff, form.arrived), shown.poll)
        recorded = await form.decide(command)
    except DECLINED as reason:
        answer = result_page if is_over else poll_page
        return await answer(visitor, shown, form.fields, declined(reason, visitor))
    place = f"{shown.poll}/result" if is_over else shown.poll
    return see_other(f"{visitor.home}/polls/{place}", recorded.position)


def _extended(form: Form, act: Act, poll: str) -> Command:
    closes_at = entry_time(form, "day", "time")
    return ExtendPoll(act=act, poll=poll, closes_at=closes_at, reason=_reason(form))


def _cancelled(form: Form, act: Act, poll: str) -> Command:
    reason = _reason(form)
    _must_be_sure(form)
    return CancelPoll(act=act, poll=poll, reason=reason)


def _closed(form: Form, act: Act, poll: str) -> Command:
    _must_be_sure(form)
    return ClosePoll(act=act, poll=poll, door_was_open=True)


def _drawn(form: Form, act: Act, poll: str) -> Command:
    form.must_be_fresh()
    drawn = " ".join(form.fields.get("drawn", "").split())
    if not is_a_draw(drawn):
        raise NotFilledIn("drawn", reason_of(NotANumberDrawn))
    _must_be_sure(form)
    return DrawLot(act=act, poll=poll, drawn=drawn)


def _reason(form: Form) -> str:
    return form.lines("reason", SAY_WHY, least=1, most=REASON_CHARACTERS_MAX)


def _must_be_sure(form: Form) -> None:
    if form.fields.get("sure") != "yes":
        raise NotFilledIn("sure", BE_SURE)
