"""我的 me — what I said and where I stand, under which names, and how to sign out."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Response

from domain.suggestions.events import CommentMade, SuggestionSubmitted
from projections import audit
from projections import suggestions as views
from services.pages.forms import see_other, sign_in_address
from services.pages.membership import membership
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor

ITEMS_MAX: Final = 50
STANCES_MAX: Final = 20

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@router.get("/me")
async def me(visitor: TheVisitor) -> Response:
    if visitor.session is None:
        return see_other(sign_in_address(visitor, f"{visitor.home}/me"))
    reads, community = visitor.linli.views, visitor.community
    names = await _my_names(visitor)
    stances = await views.stances_of(reads, community, list(names.values()))
    taken = list(stances.items())[:STANCES_MAX]
    about = await views.suggestions_by_id(reads, community, [suggestion for suggestion, _ in taken])
    member = await membership(visitor)
    return page(
        visitor,
        "residents/me.html",
        member=member,
        names={"member": await visitor.name("member"), **names},
        private=await _private(visitor, member.joined_position) if member else {},
        stances=[(about.get(suggestion), choice) for suggestion, choice in taken],
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
