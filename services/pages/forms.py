"""表单 — what a person typed: read strictly, checked kindly, recorded once."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Annotated, Final
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid5

import orjson
from fastapi import Depends, HTTPException, Request
from fastapi.responses import RedirectResponse

from domain.kernel import Command, Refused
from domain.standing import ASSISTED_CHANNELS
from services.addressing import RefusedForAResident, is_about_a_resident
from services.arrival import arrived
from services.door import Busy, Recorded, RequestKey, RequestReused
from services.http import REQUEST_NAMESPACE
from services.identity import HandleTaken, LoginTaken, Session, TooManyTokens
from services.language import phrase, reason_of, sentence
from services.pages.acted_for import ActedFor, acted_for
from services.pages.visitor import TheVisitor, Visitor
from services.problems import (
    NO_SUCH_CODE,
    NO_SUCH_LOGIN,
    NOT_SIGNED_IN,
    NOT_YOUR_OFFICE,
    WRONG_LOGIN,
    WRONG_PASSWORD,
    Unanswerable,
)
from services.record import Unreachable
from services.refusing import status_of
from services.speaking import DESK, Speaking, resident_named
from services.wording import CONTROL, CONTROL_BUT_LINES, RESIDENT, UNUSABLE

FORM_BYTES_MAX: Final = 300_000
"""A long poll in Chinese, where each character takes nine bytes on its way."""
FIELDS_MAX: Final = 80
"""A ballot of the longest poll has a field for each option."""
FORM_KEY: Final = re.compile(r"[A-Za-z0-9_-]{22}")
FORM_TYPE: Final = "application/x-www-form-urlencoded"
ID_CHARACTERS: Final = 22
WAIT: Final = 429
NOT_TOLD: Final = frozenset({"csrf", "form", "password", "old", "again", "acted_for"})
"""Fields that are no part of what a request says, so that they reach no digest."""
CARRIED: Final = NOT_TOLD | {"back", "choice", "then", "skip", "next", "login"}
"""Fields that nobody writes, or that are asked for again."""

UNREADABLE: Final = phrase("We could not read this form: please open the page again.")
TOO_LARGE: Final = phrase("This form holds more text than we can take.")
EXPIRED: Final = phrase("This form has expired: please open the page again.")
STALE: Final = phrase(
    "This form had expired. What you wrote is still here: please press the button again."
)
SENT_BEFORE: Final = phrase(
    "This form has already been sent; if you want to send one more, press the button again."
)
HOW_THEY_CAME: Final = phrase("Please say how the resident reached you.")


class NotFilledIn(Exception):
    """A field is missing, or holds something that it cannot hold."""

    def __init__(self, field: str, sentence_en: str, **values: int) -> None:
        super().__init__(sentence_en)
        self.field, self.sentence_en, self.values = field, sentence_en, values


@dataclass(frozen=True)
class Declined:
    """Why a form was not accepted, in the visitor's language, and which field to look at."""

    sentence: str
    status: int
    field: str | None = None


DECLINED: Final = (
    Refused, NotFilledIn, Unanswerable, LoginTaken, HandleTaken, TooManyTokens, RequestReused,
    Busy, Unreachable, RefusedForAResident,
)  # fmt: skip
FIELD_OF: Final = {
    WRONG_LOGIN: "login",
    WRONG_PASSWORD: "password",
    NO_SUCH_LOGIN: "resident",
    NO_SUCH_CODE: "code",
    NOT_YOUR_OFFICE: "resident",
}


def declined(reason: Exception, visitor: Visitor) -> Declined:
    """The sentence and the status of a reason to decline."""
    if isinstance(reason, NotFilledIn):
        text = sentence(reason.sentence_en, visitor.language) % reason.values
        return Declined(text, 422, reason.field)
    if isinstance(reason, Unanswerable):
        said = sentence(reason.kind.sentence, visitor.language)
        # What names a status to a program is, in a form, something to correct.
        status = reason.kind.status if reason.kind.status == WAIT else 422
        return Declined(said, status, FIELD_OF.get(reason.kind))
    if isinstance(reason, RefusedForAResident):
        return Declined(sentence(reason.sentence_en, visitor.language), status_of(reason.kind))
    field = {LoginTaken: "login", HandleTaken: "handle"}.get(type(reason))
    sent_before = isinstance(reason, RequestReused)
    said = sentence(SENT_BEFORE if sent_before else reason_of(type(reason)), visitor.language)
    return Declined(said, status_of(type(reason)), field)


@dataclass(frozen=True)
class Form:
    """The fields of a posted form, and the key under which its act is recorded once."""

    visitor: Visitor
    fields: Mapping[str, str]
    key: RequestKey
    is_stale: bool = False
    """Its token is not that of the session: it can be shown again, but it decides nothing."""
    acted_for: ActedFor | None = None
    """The resident whom a form of the desk names, found."""

    @property
    def id(self) -> str:
        """A new id that is the same when the same form is posted again."""
        return urlsafe_b64encode(sha256(self.key.id.bytes).digest()).decode()[:ID_CHARACTERS]

    def words(self, field: str, sentence_en: str, *, least: int, most: int) -> str:
        """A line of `least` to `most` characters; the sentence may name both."""
        return self._text(field, sentence_en, (least, most), CONTROL)

    def lines(self, field: str, sentence_en: str, *, least: int, most: int) -> str:
        """The same, with line breaks."""
        return self._text(field, sentence_en, (least, most), CONTROL_BUT_LINES)

    def _text(
        self, field: str, sentence_en: str, limits: tuple[int, int], unusable: re.Pattern[str]
    ) -> str:
        self.must_be_fresh()
        text = self.fields.get(field, "").replace("\r\n", "\n").replace("\t", " ").strip()
        if unusable.search(text):
            raise NotFilledIn(field, UNUSABLE)
        least, most = limits
        if not least <= len(text) <= most:
            raise NotFilledIn(field, sentence_en, least=least, most=most)
        return text

    def one_of(self, field: str, choices: Mapping[str, str], sentence_en: str) -> str:
        self.must_be_fresh()
        value = self.fields.get(field, "")
        if value not in choices:
            raise NotFilledIn(field, sentence_en)
        return value

    def speaking(self) -> Speaking:
        """Who speaks: the signed-in person, or the resident whom a form of the desk names."""
        resident = resident_named(self.fields.get("resident", "")) or None
        if resident is not None and not RESIDENT.fullmatch(resident):
            raise Unanswerable(NO_SUCH_LOGIN)
        channel = self.fields.get("channel") or DESK
        if channel not in ASSISTED_CHANNELS:
            raise NotFilledIn("channel", HOW_THEY_CAME)
        visitor, account = self.visitor, self.session.account
        return Speaking(visitor.linli, visitor.community, account, visitor.now, resident, channel)

    @property
    def session(self) -> Session:
        """Of whoever sends the form, at an address that asks who it is."""
        if self.visitor.session is None:
            raise Unanswerable(NOT_SIGNED_IN)
        return self.visitor.session

    @property
    def back(self) -> str:
        """Where a form leads that was sent before signing in, and what was about to be chosen."""
        back, choice = self.fields.get("back", ""), self.fields.get("choice")
        return back + ("?" + urlencode({"stance": choice}) + "#stance" if back and choice else "")

    @property
    def arrived(self) -> datetime:
        """The moment at the door; what comes with a limit in time is measured by it."""
        return arrived(self.visitor.request, self.visitor.linli)

    @property
    def is_written(self) -> bool:
        """Whether somebody would mind to fill it in again."""
        return any(value for name, value in self.fields.items() if name not in CARRIED)

    @property
    def kept(self) -> dict[str, str]:
        """What a person wrote or chose here."""
        return {name: value for name, value in self.fields.items() if name not in NOT_TOLD}

    def must_be_fresh(self) -> None:
        """Before its words are read: the form is ours, and the resident whom it names is known."""
        if self.is_stale:
            raise NotFilledIn("csrf", STALE)
        names = self.visitor.serves_at_the_desk and self.fields.get("resident", "").strip()
        if names and self.acted_for is None:
            raise Unanswerable(NO_SUCH_LOGIN)

    async def decide(self, command: Command) -> Recorded:
        self.must_be_fresh()
        try:
            return await self.visitor.linli.door.decide(
                self.visitor.community, command, self.key, self.arrived
            )
        except Refused as reason:
            if is_about_a_resident(command, reason):
                raise RefusedForAResident(reason) from reason
            raise


async def the_typed_form(request: Request, visitor: TheVisitor) -> Form:
    """Read a form of our own pages; a stale one too, whose words are shown again."""
    return await form_of(request, visitor, _parsed(await _body(request)))


async def form_of(request: Request, visitor: Visitor, fields: dict[str, str]) -> Form:
    """A form with these fields; one with a file brings its digest among them.

    Forms of other sites are turned away by origin, and decide nothing without the token.
    """
    arrived(request, visitor.linli)  # Noted now: its body has just been read.
    _check_origin(request)
    is_stale = visitor.session is not None and not _same(
        fields.get("csrf", ""), visitor.session.csrf
    )
    given = fields.get("form", "")
    form_key = given if FORM_KEY.fullmatch(given) else visitor.linli.chance()
    principal = str(visitor.session.account.id) if visitor.session else "guest"
    told = {name: value for name, value in fields.items() if name not in NOT_TOLD}
    name = f"{principal}\nPOST\n{request.url.path}\n{form_key}"
    body = orjson.dumps(told, option=orjson.OPT_SORT_KEYS)
    key = RequestKey(uuid5(REQUEST_NAMESPACE, name), body)
    found = await acted_for(visitor, resident_named(fields.get("resident", "")))
    # Only what we found ourselves is said of somebody, whatever the form says.
    shown = {**fields, "acted_for": found.said if found else ""}
    return Form(visitor, shown, key, is_stale, found)


TheTypedForm = Annotated[Form, Depends(the_typed_form)]


async def the_form(form: TheTypedForm) -> Form:
    """A form that acts at once: without the token of the session it is turned away."""
    if form.is_stale:
        raise HTTPException(403, EXPIRED)
    return form


TheForm = Annotated[Form, Depends(the_form)]


async def _body(request: Request) -> bytes:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM_TYPE:
        raise HTTPException(422, UNREADABLE)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > FORM_BYTES_MAX:
            raise HTTPException(422, TOO_LARGE)
    return bytes(body)


def _parsed(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=FIELDS_MAX,
        )
    except ValueError:  # Also a wrong encoding, which is a kind of ValueError.
        raise HTTPException(422, UNREADABLE) from None
    return dict(pairs)


def _check_origin(request: Request) -> None:
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != request.headers.get("host", ""):
        raise HTTPException(403, EXPIRED)


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def see_other(address: str, after: int | None = None) -> RedirectResponse:
    """Answer a form: look at this page next, which shows what was recorded up to `after`."""
    mark = "" if after is None else f"{'&' if '?' in address else '?'}after={after}"
    page, hash_sign, place = address.partition("#")
    return RedirectResponse(f"{page}{mark}{hash_sign}{place}", status_code=303)
