"""语言 — what is said to people: Chinese first, English beside it, from one catalogue.

A message is its English sentence. Its Chinese twin stands in `locale/zh_Hans/LC_MESSAGES/*.po`,
which is read when the program starts and compiled in memory.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Final, Literal, get_args

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

Language = Literal["zh-Hans", "en"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
CATALOGUE_FOLDER: Final = Path(__file__).parent / "locale" / "zh_Hans" / "LC_MESSAGES"
ACCEPT_LANGUAGE_CHARACTERS_MAX: Final = 200


def catalogue() -> Catalog:
    """Every message with its Chinese twin, out of all files of the catalogue."""
    whole = Catalog(locale="zh_Hans")
    for file in sorted(CATALOGUE_FOLDER.glob("*.po")):
        with file.open("rb") as lines:
            for message in read_po(lines, locale="zh_Hans", abort_invalid=True):
                if message.id:
                    whole[message.id] = message
    return whole


def _compiled() -> Translations:
    compiled = BytesIO()
    write_mo(compiled, catalogue())
    compiled.seek(0)
    return Translations(compiled)


_TRANSLATIONS: Final[dict[Language, NullTranslations]] = {
    "zh-Hans": _compiled(),
    "en": NullTranslations(),
}


def translations(language: Language) -> NullTranslations:
    """What a template needs to speak this language."""
    return _TRANSLATIONS[language]


def phrase(text_en: str) -> str:
    """Mark a sentence for the catalogue where it is written; it is said later, by `sentence`."""
    return text_en


def sentence(text_en: str, language: Language) -> str:
    """The sentence in this language; what the catalogue does not know stays as it is."""
    return str(_TRANSLATIONS[language].gettext(text_en)) if text_en else ""


def reason_of(kind: type[BaseException]) -> str:
    """The English sentence of a refusal: the first paragraph of its docstring, on one line."""
    return " ".join((kind.__doc__ or "").split("\n\n")[0].split())


def of(accept_language: str | None) -> Language:
    """Chinese, unless somebody explicitly asks for English before any Chinese."""
    ranked: list[tuple[float, int, str]] = []
    header = (accept_language or "")[:ACCEPT_LANGUAGE_CHARACTERS_MAX]
    for place, part in enumerate(header.split(",")):
        tag, _, weight = part.strip().lower().partition(";q=")
        ranked.append((-_quality(weight), place, tag.split("-")[0]))
    known = [tag for quality, _, tag in sorted(ranked) if quality < 0 and tag in {"zh", "en"}]
    return "en" if known[:1] == ["en"] else "zh-Hans"


def _quality(weight: str) -> float:
    try:
        return float(weight) if weight else 1.0
    except ValueError:
        return 0.0
