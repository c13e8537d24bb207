"""What a page keeps is kept by what it is made of, and says what it would say without."""

import re
from dataclasses import dataclass, replace

import pytest
from jinja2 import DictLoader, Environment
from jinja2.ext import i18n

from services.language import LANGUAGES, Language, translations
from services.pages.kept import Kept, SaidAtOnce
from services.pages.rendering import ENVIRONMENTS, FOLDER
from services.pages.visitor import Place

MACROS = "{% macro line(it) %}<li>{{ here.home }} {{ it.title }}{{ it.agree }}</li>{% endmacro %}"
SENTENCE = re.compile(r'_\(("[^"]+")\)')
SENTENCES_MIN = 100


@dataclass(frozen=True)
class Row:
    title: str
    agree: int


def keeping() -> Kept:
    return Kept(Environment(loader=DictLoader({"lines.html": MACROS}), autoescape=True))


def templates() -> list[str]:
    return [file.read_text(encoding="utf-8") for file in FOLDER.glob("**/*.html")]


def test_a_part_is_made_once_and_anew_when_its_row_has_changed() -> None:
    kept, row = keeping(), Row("<好>", 1)
    part = kept(Place(None), "lines.html", "line", row)
    assert part == "<li> &lt;好&gt;1</li>"
    assert kept(Place(None), "lines.html", "line", Row("<好>", 1)) is part
    assert kept(Place(None), "lines.html", "line", replace(row, agree=2)) == "<li> &lt;好&gt;2</li>"


def test_a_part_knows_nothing_of_the_page_around_it() -> None:
    kept = keeping()
    kept.environment.globals["kept"] = kept
    page = kept.environment.from_string('{{ kept(place, "lines.html", "line", row) }}')
    said = page.render(place=Place(None), row=Row("好", 1), here="whoever looks")
    assert said == "<li> 好1</li>"


def test_what_is_kept_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.pages.kept.PARTS_MAX", 3)
    kept = keeping()
    for agree in range(10):
        kept(Place(None), "lines.html", "line", Row("好", agree))
        assert len(kept.parts) <= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_said_at_once_is_the_sentence_said_on_every_page(language: Language) -> None:
    late = Environment(extensions=[i18n], autoescape=True)
    late.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined] # The extension adds it.
    assert SaidAtOnce.identifier in ENVIRONMENTS[language].extensions
    sentences = {sentence for text in templates() for sentence in SENTENCE.findall(text)}
    assert len(sentences) > SENTENCES_MIN
    for sentence in sentences:
        written = f"{{{{ _({sentence}) }}}}"
        at_once = ENVIRONMENTS[language].from_string(written).render()
        assert at_once == late.from_string(written).render()


def test_no_template_joins_a_sentence_to_a_constant_which_would_escape_it_once_more() -> None:
    joined = re.compile(rf"~ *{SENTENCE.pattern}|{SENTENCE.pattern} *~")
    assert [text for text in templates() if joined.search(text)] == []
