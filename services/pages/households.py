"""住户 households — every household with its code, and the letters that carry it to the door."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlencode, urlsplit
from uuid import UUID

import segno
from fastapi import APIRouter, HTTPException, Response
from markupsafe import Markup

from services.language import phrase
from services.pages.audit import position_of
from services.pages.forms import TheForm, see_other
from services.pages.looking_up import words_in
from services.pages.rendering import page
from services.pages.visitor import TheVisitor, Visitor
from services.roll import CODE_PEOPLE_MAX, Household, plain_label

HOUSEHOLDS_PER_PAGE: Final = 50
LETTERS_PER_PAGE: Final = 200
NO_SUCH_HOUSEHOLD: Final = phrase("There is no such household.")

router = APIRouter(prefix="/c/{community}/registrar", include_in_schema=False)


@dataclass(frozen=True)
class Letter:
    """What is printed for one household."""

    household: Household
    address: str
    picture: Markup
    """The address as a QR code: an inline drawing, which needs no script and no other host."""


@router.get("/households")
async def listed(visitor: TheVisitor) -> Response:
    return await households_page(visitor, "")


@router.post("/households")
async def look_up(visitor: TheVisitor, form: TheForm) -> Response:
    return await households_page(visitor, words_in(form))


@router.post("/households/renew")
async def renew(visitor: TheVisitor, form: TheForm) -> Response:
    try:
        household = UUID(form.fields.get("household", ""))
    except ValueError:
        raise HTTPException(422, NO_SUCH_HOUSEHOLD) from None
    await visitor.linli.roll.renew(visitor.community, household)
    return see_other(f"{visitor.home}/registrar/households?renewed={household}#renewed")


@router.get("/letters")
async def letters(visitor: TheVisitor) -> Response:
    """All letters in the order of the doors, or the one of a household."""
    asked, known = (
        visitor.request.query_params,
        await visitor.linli.roll.households(visitor.community),
    )
    if "household" in asked:
        known = [each for each in known if str(each.id) == asked["household"]]
        if not known:
            raise HTTPException(404, NO_SUCH_HOUSEHOLD)
    valid = [each for each in known if each.code_until > visitor.now]
    shown, number, pages = _page_of(valid, asked.get("page", ""), LETTERS_PER_PAGE)
    return page(
        visitor,
        "registrar/letters.html",
        letters=[_letter(visitor, household) for household in shown],
        letters_all=len(valid),
        expired=len(known) - len(valid),
        only_here=reachable_only_here(base := _base(visitor)),
        base=base,
        people_most=CODE_PEOPLE_MAX,
        number=number,
        pages=pages,
    )


@router.post("/letters/renew")
async def renew_expired(visitor: TheVisitor, form: TheForm) -> Response:  # noqa: ARG001 - its token is the point.
    await visitor.linli.roll.renew_expired(visitor.community)
    return see_other(f"{visitor.home}/registrar/letters")


async def households_page(visitor: Visitor, search: str) -> Response:
    known = await visitor.linli.roll.households(visitor.community)
    asked, wanted = visitor.request.query_params, plain_label(search)
    fitting = [each for each in known if wanted in plain_label(each.label)]
    shown, number, pages = _page_of(fitting, asked.get("page", ""), HOUSEHOLDS_PER_PAGE)
    renewed = next((each for each in known if str(each.id) == asked.get("renewed")), None)
    return page(
        visitor,
        "registrar/households.html",
        households=shown,
        households_all=len(known),
        found=len(fitting),
        search=search,
        renewed=renewed,
        now=visitor.now,
        number=number,
        pages=pages,
    )


def _page_of(known: list[Household], asked: str, size: int) -> tuple[list[Household], int, int]:
    """The households of one page, its number, and how many pages there are."""
    pages = max(1, -(-len(known) // size))
    number = min(max(position_of(asked) or 1, 1), pages)
    return known[(number - 1) * size : number * size], number, pages


def _base(visitor: Visitor) -> str:
    """What the operator has said, or else where the browser of this registrar has come."""
    return visitor.linli.public_url or str(visitor.request.base_url).rstrip("/")


def reachable_only_here(base: str) -> bool:
    """Whether an address leads nowhere from the telephone of a resident."""
    host = urlsplit(base).hostname or ""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local"))


def _letter(visitor: Visitor, household: Household) -> Letter:
    address = f"{_base(visitor)}{visitor.home}/join?{urlencode({'code': household.code})}"
    drawing = segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=4)
    # The library draws it of our own address, whose code is letters and digits.
    return Letter(household, address, Markup(drawing))  # noqa: S704
