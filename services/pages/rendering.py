"""排版 — templates become answers, in the visitor's language and the community's time."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Final

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.ext import i18n
from jinja2.runtime import Context
from markupsafe import Markup

from services.language import LANGUAGES, Language, sentence, translations
from services.pages import labels
from services.pages.kept import Kept, SaidAtOnce
from services.pages.static_files import address
from services.pages.visitor import LANGUAGE_COOKIE, Guest

FOLDER: Final = Path(__file__).parent.parent / "templates"
HAN: Final = re.compile(r"[\u3400-\u9fff]")
LANGUAGE_SECONDS_MAX: Final = 365 * 24 * 3600


@pass_context
def _when(context: Context, at: str | datetime, coarse: bool = True) -> str:  # noqa: FBT001, FBT002 - a filter's argument.
    community = context["here"].community
    return labels.when(at, community.time_zone, context["language"], coarse=coarse)


def _tongue(language: Language, words: str | None) -> Markup:
    """Marks Chinese words on an English page, so that a screen reader speaks them as such."""
    foreign = language == "en" and HAN.search(words or "") is not None
    return Markup(' lang="zh-Hans"') if foreign else Markup()


def _environment(language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        extensions=[i18n, SaidAtOnce],
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    environment.globals.update(language=language, static=address, labels=labels)
    environment.globals["kept"] = Kept(environment)
    environment.filters.update(
        when=_when,
        person=lambda name: labels.person(name, language),
        day=lambda value: labels.day(value, language),
        full_day=lambda value: labels.full_day(value, language),
        scope=lambda name: labels.scope(name, language),
        short=labels.short,
        within=lambda words: words[:1].lower() + words[1:],
        isolated=lambda words: f"\u2068{words}\u2069",
        number=labels.number,
        permille=labels.permille,
        label=lambda key, words: labels.label(words, key, language),
        tongue=lambda words: _tongue(language, words),
        said=lambda text: sentence(text, language),
    )
    return environment


ENVIRONMENTS: Final = {language: _environment(language) for language in LANGUAGES}


def page(here: Guest, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """One page. Pages differ by cookie, so no shared cache may keep them."""
    body = ENVIRONMENTS[here.language].get_template(template).render(here=here, **values)
    answer = HTMLResponse(body, status_code=status, headers={"Cache-Control": "no-store"})
    if here.request.query_params.get("lang") == here.language:
        answer.set_cookie(
            LANGUAGE_COOKIE, here.language, max_age=LANGUAGE_SECONDS_MAX, samesite="lax"
        )
    return answer
