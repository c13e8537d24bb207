"""我的 me — what I said and where I stand, under which names, and how to sign out."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response

from domain.suggestions.events import CommentMade, SuggestionSubmitted
from projections import audit
from projections import suggestions as views
from services.identity import Account
from services.pages.forms import (
    DECLINED,
    Declined,
    TheForm,
    declined,
    see_other,
    sign_in_address,
)
from services.pages.membership import membership
from services.pages.passwords import changed
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.wording import PASSWORD_CHARACTERS_MIN

ITEMS_MAX: Final = 50
STANCES_MAX: Final = 20

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/me")
async def me(visitor: TheVisitor) -> Response:
    if visitor.session is None:
        return see_other(sign_in_address(visitor, f"{visitor.home}/me"))
    return await my_page(visitor, visitor.session.account)


@router.post("/me/tokens")
async def make_token(visitor: TheVisitor, form: TheForm) -> Response:
    """The token is shown on the answer itself, and never again."""
    account = form.session.account
    try:
        token = await visitor.linli.identity.make_api_token(account)
    except DECLINED as reason:
        return await my_page(visitor, account, refusal=declined(reason, visitor))
    return await my_page(visitor, account, token=token)


@router.post("/me/tokens/revoke")
async def revoke_tokens(visitor: TheVisitor, form: TheForm) -> Response:
    await visitor.linli.identity.revoke_api_tokens(form.session.account)
    return see_other(f"{visitor.home}/me#tokens")


@router.post("/me/password")
async def change_password(visitor: TheVisitor, form: TheForm) -> Response:
    """Old once, new twice; whoever else is signed in under this log-in is signed out."""
    session = form.session
    try:
        await changed(form)
    except DECLINED as reason:
        return await my_page(visitor, session.account, refusal=declined(reason, visitor))
    return see_other(f"{visitor.home}/me?password=changed#password")


async def my_page(
    visitor: Visitor,
    account: Account,
    *,
    token: str | None = None,
    refusal: Declined | None = None,
) -> Response:
    """Everything that is mine; with a token that was just made, or a reason why none was."""
    reads, community = visitor.linli.views, visitor.community
    names = await _my_names(visitor)
    stances = await views.stances_taken(reads, community, list(names.values()))
    taken = list(stances.items())[:STANCES_MAX]
    about = await views.suggestions_by_id(reads, community, [suggestion for suggestion, _ in taken])
    member = await membership(visitor)
    return page(
        visitor,
        "residents/me.html",
        status=refusal.status if refusal else 200,
        refusal=refusal,
        token=token,
        password_least=PASSWORD_CHARACTERS_MIN,
        password_changed=visitor.request.query_params.get("password") == "changed",
        tokens=await visitor.linli.identity.api_tokens(account),
        member=member,
        names={"member": await visitor.name("member"), **names},
        private=await _private(visitor, member.joined_position) if member else {},
        stances=[(about.get(suggestion), stance) for suggestion, stance in taken],
        stances_more=len(stances) - len(taken),
        spoken=await _spoken(visitor, list(names.values())),
    )


async def _my_names(visitor: Visitor) -> dict[str, str]:
    names = {}
    for scope in await views.scopes(visitor.linli.views, visitor.community):
        name = await visitor.name(scope)
        if name:
            names[scope] = name
    return names


async def _private(visitor: Visitor, position: int) -> dict[str, str]:
    opened = await visitor.linli.record.private(visitor.community, [position])
    return opened.get(position, {})


async def _spoken(
    visitor: Visitor, names: list[str]
) -> list[tuple[audit.AuditEntry, dict[str, str]]]:
    """My suggestions and comments with their words, which are mine to read."""
    mine: list[audit.AuditEntry] = []
    for name in names:
        for event in (SuggestionSubmitted.TOPIC, CommentMade.TOPIC):
            mine += await audit.entries(
                visitor.linli.views,
                visitor.community,
                event=event,
                tag=name,
                before=None,
                limit=ITEMS_MAX,
            )
    mine.sort(key=lambda entry: -entry.position)
    opened = await visitor.linli.record.private(
        visitor.community, [entry.position for entry in mine]
    )
    return [(entry, opened.get(entry.position, {})) for entry in mine]
