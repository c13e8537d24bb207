"""纸面照片 papers — a form of the desk with a picture of the paper, and who may see it again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Final
from uuid import uuid5

from fastapi import APIRouter, Depends, HTTPException, Request, Response

from domain.kernel import Act
from domain.suggestions.events import PaperKept
from domain.suggestions.keep_paper import KeepPaper
from projections import audit
from projections.audit import AuditEntry
from services.contacts import PICTURE
from services.door import Recorded, RequestKey
from services.identity import NobodyThere
from services.language import phrase
from services.pages.audit import position_of
from services.pages.forms import Form, NotFilledIn, form_of, the_typed_form
from services.pages.uploads import fields_and_file, is_upload
from services.pages.visitor import TheVisitor, Visitor
from services.pictures import PICTURE_BYTES_MAX, Picture, picture_of

FIELD: Final = "picture"
MEGABYTE: Final = 1024 * 1024
PICTURE_TOO_LARGE: Final = phrase("A picture has at most %(most)d MB: please take a smaller one.")
NO_PICTURE: Final = phrase("This is no JPEG, PNG or WebP picture: please choose another file.")
NOTHING_FOR_YOU: Final = phrase("There is no picture here that you may see.")
NOT_AVAILABLE: Final = phrase("This picture is not available (any more).")
HEADERS: Final = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}

router = APIRouter(prefix="/c/{community}", include_in_schema=False)


@dataclass(frozen=True)
class Handed:
    """A form of the desk, and the file that came with it; without one, no bytes."""

    form: Form
    content: bytes = b""

    @property
    def picture(self) -> Picture | None:
        """Looked at before anything is recorded: a picture that cannot be kept is sent back."""
        if not self.content:
            return None
        if len(self.content) > PICTURE_BYTES_MAX:
            raise NotFilledIn(FIELD, PICTURE_TOO_LARGE, most=PICTURE_BYTES_MAX // MEGABYTE)
        picture = picture_of(self.content)
        if picture is None:
            raise NotFilledIn(FIELD, NO_PICTURE)
        return picture


async def handed(request: Request, visitor: TheVisitor) -> Handed:
    """Forms without a file are read as everywhere; nowhere else may a form bring one."""
    if not is_upload(request):
        return Handed(await the_typed_form(request, visitor))
    fields, content = await fields_and_file(request, FIELD, bytes_max=PICTURE_BYTES_MAX)
    # The request is another one when it brings another picture.
    told = Picture("", content).digest if content else ""
    return Handed(await form_of(request, visitor, {**fields, FIELD: told}), content)


TheHanded = Annotated[Handed, Depends(handed)]


async def with_paper(
    form: Form, recorded: Recorded, picture: Picture | None, act: Act, subject: str
) -> Recorded:
    """Keep the picture beside what was just recorded; sent again, the form keeps it once.

    First the entry, then the picture: one that a rule refuses is kept nowhere. Whoever is cut off
    in between sends the form again, which finds the entry and keeps the picture.
    """
    if picture is None or act.on_behalf is None:
        return recorded
    linli, community = form.visitor.linli, form.visitor.community
    key = RequestKey(uuid5(form.key.id, FIELD), form.key.body)
    command = KeepPaper(act=act, subject=subject, picture=picture.digest)
    recorded = await linli.door.decide(community, command, key)
    with suppress(NobodyThere):  # Whoever is erased in this moment has no picture either.
        await linli.pictures.keep(community, act.on_behalf, picture)
    return recorded


@router.get("/pictures/{position}")
async def picture(visitor: TheVisitor, position: str) -> Response:
    """For the person and the desk alone; who looks at somebody else's is noted first."""
    entry = await _paper(visitor, position)
    owner = entry.who
    if not await _is_own(visitor, owner):
        if visitor.staff is None or not visitor.serves_at_the_desk:
            raise HTTPException(404, NOTHING_FOR_YOU)
        await visitor.linli.contact_log.note(visitor.community, visitor.staff, PICTURE, [owner])
    opened = await visitor.linli.record.private(visitor.community, [entry.position])
    digest = opened.get(entry.position, {}).get("picture")
    kept = await visitor.linli.pictures.kept(visitor.community, owner, digest) if digest else None
    if kept is None:
        raise HTTPException(404, NOT_AVAILABLE)
    name = f'attachment; filename="{kept.file_name}"'
    headers = {**HEADERS, "Content-Disposition": name}
    return Response(kept.content, media_type=kept.type, headers=headers)


async def _paper(visitor: Visitor, position: str) -> AuditEntry:
    at = position_of(position)
    entry = await audit.entry(visitor.linli.views, visitor.community, at) if at else None
    if entry is None or entry.event != PaperKept.TOPIC:
        raise HTTPException(404, NOTHING_FOR_YOU)
    return entry


async def _is_own(visitor: Visitor, owner: str) -> bool:
    person = await visitor.linli.identity.person_of(owner)
    return person is not None and person == visitor.account.person
