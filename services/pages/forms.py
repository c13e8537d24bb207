"""表单 — what a person typed: read strictly, checked kindly, recorded once."""

from __future__ import annotations

import hmac
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Final
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid5

import orjson
from fastapi import Depends, HTTPException, Request
from fastapi.responses import RedirectResponse

from domain.kernel import Command, Refused
from services.door import Busy, Recorded, RequestKey, RequestReused
from services.http import REQUEST_NAMESPACE
from services.identity import LoginTaken, Session
from services.language import phrase, reason_of, sentence
from services.pages.visitor import TheVisitor, Visitor
from services.record import Unreachable
from services.refusing import status_of

FORM_BYTES_MAX: Final = 100_000
FIELDS_MAX: Final = 40
FORM_KEY: Final = re.compile(r"[A-Za-z0-9_-]{22}")
CONTROL_CHARACTER: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
FORM_TYPE: Final = "application/x-www-form-urlencoded"
ID_CHARACTERS: Final = 22
NOT_TOLD: Final = frozenset({"csrf", "form", "password"})
"""Fields that are no part of what a request says, so that they reach no digest."""

UNREADABLE: Final = phrase("We could not read this form: please open the page again.")
TOO_LARGE: Final = phrase("This form holds more text than we can take.")
EXPIRED: Final = phrase("This form has expired: please open the page again.")


class NotFilledIn(Exception):
    """A field is missing, or holds something that it cannot hold."""

    def __init__(self, field: str, sentence_en: str, **values: int) -> None:
        super().__init__(sentence_en)
        self.field, self.sentence_en, self.values = field, sentence_en, values


class SignInFirst(Exception):
    """Only somebody who is signed in can do this: `address` leads there, and back again."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


@dataclass(frozen=True)
class Declined:
    """Why a form was not accepted, in the visitor's language, and which field to look at."""

    sentence: str
    status: int
    field: str | None = None


DECLINED: Final = (Refused, NotFilledIn, LoginTaken, RequestReused, Busy, Unreachable)


def declined(reason: Exception, visitor: Visitor) -> Declined:
    """The sentence and the status of a reason to decline."""
    if isinstance(reason, NotFilledIn):
        text = sentence(reason.sentence_en, visitor.language) % reason.values
        return Declined(text, 422, reason.field)
    field = "login" if isinstance(reason, LoginTaken) else None
    said = sentence(reason_of(type(reason)), visitor.language)
    return Declined(said, status_of(type(reason)), field)


@dataclass(frozen=True)
class Form:
    """The fields of a posted form, and the key under which its act is recorded once."""

    visitor: Visitor
    fields: Mapping[str, str]
    key: RequestKey

    @property
    def id(self) -> str:
        """A new id that is the same when the same form is posted again."""
        return urlsafe_b64encode(sha256(self.key.id.bytes).digest()).decode()[:ID_CHARACTERS]

    def words(self, field: str, sentence_en: str, *, least: int, most: int) -> str:
        """A text of `least` to `most` characters; the sentence may name both."""
        text = self.fields.get(field, "").replace("\r\n", "\n").strip()
        if not least <= len(text) <= most or CONTROL_CHARACTER.search(text):
            raise NotFilledIn(field, sentence_en, least=least, most=most)
        return text

    def one_of(self, field: str, choices: Mapping[str, str], sentence_en: str) -> str:
        value = self.fields.get(field, "")
        if value not in choices:
            raise NotFilledIn(field, sentence_en)
        return value

    @property
    def session(self) -> Session:
        if self.visitor.session is None:
            back, choice = self.fields.get("back", ""), self.fields.get("choice")
            about_to = "?" + urlencode({"stance": choice}) + "#stance" if choice else ""
            raise SignInFirst(sign_in_address(self.visitor, back + about_to))
        return self.visitor.session

    async def decide(self, command: Command) -> Recorded:
        return await self.visitor.linli.door.decide(self.visitor.community, command, self.key)


async def the_form(request: Request, visitor: TheVisitor) -> Form:
    """Read a form of our own pages. Forms of other sites are turned away by origin and token."""
    fields = _parsed(await _body(request))
    _check_origin(request)
    if visitor.session and not _same(fields.get("csrf", ""), visitor.session.csrf):
        raise HTTPException(403, EXPIRED)
    given = fields.get("form", "")
    form_key = given if FORM_KEY.fullmatch(given) else visitor.linli.chance()
    principal = str(visitor.session.account.id) if visitor.session else "guest"
    told = {name: value for name, value in fields.items() if name not in NOT_TOLD}
    name = f"{principal}\nPOST\n{request.url.path}\n{form_key}"
    body = orjson.dumps(told, option=orjson.OPT_SORT_KEYS)
    return Form(visitor, fields, RequestKey(uuid5(REQUEST_NAMESPACE, name), body))


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


def is_local(address: str, visitor: Visitor) -> bool:
    """Whether an address leads to a page of this community, and nowhere else."""
    return (
        address.startswith(f"{visitor.home}/")
        and "\\" not in address
        and ".." not in address
        and address.isprintable()
    )


def sign_in_address(visitor: Visitor, back: str) -> str:
    """The sign-in page, which then leads back to where this person was."""
    query = "?" + urlencode({"next": back}) if is_local(back, visitor) else ""
    return f"{visitor.home}/sign-in{query}"
