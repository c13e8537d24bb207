"""差错页 — what people read when something cannot be done: a sentence, and a way on."""

from __future__ import annotations

import re
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse

from services.language import phrase, sentence
from services.linli import Linli
from services.pages.rendering import page
from services.pages.visitor import Guest, guest, visitor_of
from services.record import Unreachable

HEADINGS: Final = {
    403: phrase("You cannot do this"),
    404: phrase("We could not find this page"),
    405: phrase("This cannot be done here"),
    408: phrase("This came too slowly"),
    409: phrase("The rules do not allow this"),
    422: phrase("Please check the form or the address"),
    503: phrase("Just a moment, please"),
}
BROKEN: Final = phrase("Something went wrong on our side")
OF_A_COMMUNITY: Final = re.compile(r"/c/([^/]+)(?:/|$)")


async def framed(request: Request) -> Guest:
    """Whoever asks, in the community that the address names, if it can be found."""
    named = OF_A_COMMUNITY.match(request.url.path)
    if named:
        linli: Linli = request.app.state.linli
        try:
            found = await linli.record.community(named[1])
            if found:
                return await visitor_of(request, found)
        except Unreachable:
            pass  # The error that is to be told is more important than its frame.
    return guest(request)


def page_for(here: Guest, status: int, sentence_en: str) -> HTMLResponse:
    """The page of an error. The sentence may be English, or already in the user's language."""
    heading = HEADINGS.get(status, BROKEN if status >= 500 else HEADINGS[422])  # noqa: PLR2004 - HTTP's own.
    return page(
        here,
        "error.html",
        status=status,
        heading=sentence(heading, here.language),
        sentence=sentence(sentence_en, here.language),
        error_status=status,
    )
