"""差错页 — what people read when something cannot be done: a sentence, and a way on."""

from __future__ import annotations

from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse

from services.language import phrase, sentence
from services.pages.rendering import page
from services.pages.visitor import Guest, language_of

HEADINGS: Final = {
    403: phrase("This door is not open to you"),
    404: phrase("We could not find this page"),
    405: phrase("We could not find this page"),
    409: phrase("The rules do not allow this"),
    422: phrase("Something in the form is not right"),
    503: phrase("Just a moment, please"),
}
BROKEN: Final = phrase("Something went wrong on our side")


def page_for(request: Request, status: int, sentence_en: str) -> HTMLResponse:
    """The page of an error. The sentence may be English, or already in the user's language."""
    here = Guest(request=request, language=language_of(request))
    heading = HEADINGS.get(status, BROKEN if status >= 500 else HEADINGS[422])  # noqa: PLR2004 - HTTP's own.
    return page(
        here,
        "error.html",
        status=status,
        heading=sentence(heading, here.language),
        sentence=sentence(sentence_en, here.language),
        error_status=status,
    )
