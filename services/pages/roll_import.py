"""导入名册 — a sheet of people is brought, looked at and confirmed; it lies encrypted."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, HTTPException, Request, Response

from services.enrolling import Plan, carried_out, looked_through, safe_line
from services.language import phrase, reason_of, sentence
from services.pages import labels
from services.pages.audit import position_of
from services.pages.forms import (
    DECLINED,
    STALE,
    Declined,
    TheForm,
    declined,
    form_of,
    see_other,
)
from services.pages.rendering import page
from services.pages.uploads import fields_and_file
from services.pages.visitor import TheVisitor, Visitor
from services.roll import (
    REASONS,
    ROLL_ROWS_MAX,
    SHEET_BYTES_MAX,
    NotASheet,
    Sheet,
    SheetTooLarge,
    plain_label,
)

ROWS_SHOWN_MAX: Final = 20
BYTES_PER_KILOBYTE: Final = 1_000
NO_FILE: Final = phrase("Please choose a file first.")
NO_DRAFT: Final = phrase(
    "This sheet is gone: it was confirmed or thrown away, is older than a day, or somebody was"
    " erased, for which all waiting sheets go. Please upload it again if you still need it,"
    " without their name."
)
REPORT_HEADINGS: Final = (
    phrase("Row"),
    phrase("Household"),
    phrase("Name"),
    phrase("Why it is left out"),
)
STANDS_TWICE: Final = phrase("The same person or household stands above already.")
IS_ON_THE_ROLL: Final = phrase("This person is on the roll already.")

router = APIRouter(prefix="/c/{community}/registrar", include_in_schema=False)


@router.get("/import")
async def choose(visitor: TheVisitor) -> Response:
    """The form for a file; with a draft in the address, what confirming it would do."""
    named = visitor.request.query_params.get("draft")
    if named is None:
        return import_page(visitor)
    draft, sheet = await _draft(visitor, named)
    return await preview_page(visitor, draft, sheet)


@router.post("/import")
async def bring(request: Request, visitor: TheVisitor) -> Response:
    fields, content = await fields_and_file(request, "sheet", bytes_max=SHEET_BYTES_MAX)
    form = await form_of(request, visitor, fields)
    if form.is_stale:
        return import_page(visitor, _because(visitor, STALE))
    if not content:
        return import_page(visitor, _because(visitor, NO_FILE))
    roll, staff = visitor.linli.roll, visitor.as_staff
    try:
        if len(content) > SHEET_BYTES_MAX:
            raise SheetTooLarge
        sheet = await roll.read_sheet(content)
    except NotASheet as reason:
        return import_page(visitor, _because(visitor, reason_of(type(reason))))
    draft = await roll.keep_draft(visitor.community, staff, sheet)
    return see_other(f"{visitor.home}/registrar/import?draft={draft}")


@router.post("/import/confirm")
async def confirm(visitor: TheVisitor, form: TheForm) -> Response:
    """If this is cut off, the same sheet goes on where it was; then it is thrown away."""
    linli, community, staff = visitor.linli, visitor.community, visitor.as_staff
    draft, sheet = await _draft(visitor, form.fields.get("draft", ""))
    try:
        plan = await looked_through(linli, community, staff, draft, sheet)
        own = await visitor.name("member")
        done = await carried_out(linli, community, staff, own, plan)
    except DECLINED as reason:
        return await preview_page(visitor, draft, sheet, declined(reason, visitor))
    await linli.roll.throw_away(community, staff, draft)
    left_out = len(plan.twice) + len(plan.known) + len(sheet.amiss)
    told = {"households": done.households, "people": done.people, "left_out": left_out}
    return see_other(f"{visitor.home}/registrar/import?{urlencode(told)}", done.position)


@router.post("/import/discard")
async def discard(visitor: TheVisitor, form: TheForm) -> Response:
    draft, _ = await _draft(visitor, form.fields.get("draft", ""))
    await visitor.linli.roll.throw_away(visitor.community, visitor.as_staff, draft)
    return see_other(f"{visitor.home}/registrar/import")


@router.get("/import/report")
async def report(visitor: TheVisitor) -> Response:
    """Every row that is left out, with its reason, for a spreadsheet program."""
    draft, sheet = await _draft(visitor, visitor.request.query_params.get("draft", ""))
    plan = await looked_through(visitor.linli, visitor.community, visitor.as_staff, draft, sheet)
    body = "".join(safe_line(line) for line in _report(visitor, sheet, plan))
    return Response(
        # Without the mark in front, spreadsheet programs guess the encoding, and guess wrong.
        body.encode("utf-8-sig"),
        media_type="text/csv; charset=utf-8",
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": 'attachment; filename="rows-left-out.csv"',
        },
    )


def _report(visitor: Visitor, sheet: Sheet, plan: Plan) -> list[list[str]]:
    def said(text_en: str) -> str:
        return sentence(text_en, visitor.language)

    lines = [
        *((each.number, each.household, each.name, REASONS[each.reason]) for each in sheet.amiss),
        *((row.number, row.household, row.name, STANDS_TWICE) for row in plan.twice),
        *((row.number, row.household, row.name, IS_ON_THE_ROLL) for row in plan.known),
    ]
    return [
        [said(heading) for heading in REPORT_HEADINGS],
        *([str(number), home, name, said(why)] for number, home, name, why in sorted(lines)),
    ]


async def _draft(visitor: Visitor, named: str) -> tuple[UUID, Sheet]:
    """A sheet that this member of staff has brought within a day."""
    try:
        draft = UUID(named)
    except ValueError:
        raise HTTPException(404, NO_DRAFT) from None
    sheet = await visitor.linli.roll.draft(visitor.community, visitor.as_staff, draft)
    if sheet is None:
        raise HTTPException(404, NO_DRAFT)
    return draft, sheet


def _because(visitor: Visitor, sentence_en: str) -> Declined:
    return Declined(sentence(sentence_en, visitor.language), 422, "sheet")


def import_page(visitor: Visitor, refusal: Declined | None = None) -> Response:
    asked = visitor.request.query_params
    told = {name: position_of(asked.get(name, "")) for name in ("households", "people", "left_out")}
    return page(
        visitor,
        "registrar/import.html",
        status=refusal.status if refusal else 200,
        done=told if all(number is not None for number in told.values()) else None,
        rows_most=ROLL_ROWS_MAX,
        kilobytes_most=SHEET_BYTES_MAX // BYTES_PER_KILOBYTE,
        refusal=refusal,
    )


async def preview_page(
    visitor: Visitor, draft: UUID, sheet: Sheet, refusal: Declined | None = None
) -> Response:
    plan = await looked_through(visitor.linli, visitor.community, visitor.as_staff, draft, sheet)
    left_out = _report(visitor, sheet, plan)[1:]
    there = {
        plain_label(home.label) for home in await visitor.linli.roll.households(visitor.community)
    }
    new = sum(plain_label(label) not in there for label in plan.households)
    return page(
        visitor,
        "registrar/preview.html",
        status=refusal.status if refusal else 200,
        draft=draft,
        plan=plan,
        new_households=new,
        is_anything_new=bool(new or plan.entrants),
        rows=sheet.rows[:ROWS_SHOWN_MAX],
        rows_all=len(sheet.rows),
        amiss=len(sheet.amiss),
        left_out=left_out[:ROWS_SHOWN_MAX],
        left_out_all=len(left_out),
        age_bands=labels.AGE_BANDS,
        refusal=refusal,
    )
