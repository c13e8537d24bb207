"""What is said to people has both its languages."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import domain
import services
from domain.kernel import Refused
from services import door, identity, record, roll
from services.language import CATALOGUE_FOLDER, catalogue, of, reason_of, sentence, translations

ROOM = Path(services.__file__).parent
KEYWORDS = {"_": None, "gettext": None, "phrase": None, "sentence": None}
METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
STRICTLY = {"templates/**.html": {"silent": "false"}}


def refusals(kind: type[Refused] = Refused) -> Iterator[type[Refused]]:
    for module in pkgutil.walk_packages(domain.__path__, "domain."):
        importlib.import_module(module.name)
    for each in kind.__subclasses__():
        yield each
        yield from refusals(each)


def reasons_of_ports() -> Iterator[type[Exception]]:
    for module in (door, identity, record, roll):
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, Exception) and kind.__module__ == module.__name__:
                yield kind


@pytest.fixture(scope="module")
def said() -> set[str]:
    """Every sentence that the program can say."""
    extracted = {
        message if isinstance(message, str) else message[0]
        for _, _, message, _, _ in extract_from_dir(
            ROOM, METHODS, options_map=STRICTLY, keywords=KEYWORDS
        )
    }
    docstrings = {reason_of(kind) for kind in (*refusals(), *reasons_of_ports())}
    return {text for text in extracted | docstrings if text}


def test_every_sentence_has_its_chinese_twin(said: set[str]) -> None:
    twins = {message.id: message.string for message in catalogue() if message.id}
    assert sorted(text for text in said if not twins.get(text)) == []


def test_the_catalogue_holds_nothing_that_nobody_says(said: set[str]) -> None:
    assert sorted(str(m.id) for m in catalogue() if m.id and m.id not in said) == []


def test_no_sentence_stands_in_two_files_of_the_catalogue() -> None:
    seen: dict[str, str] = {}
    for file in sorted(CATALOGUE_FOLDER.glob("*.po")):
        with file.open("rb") as lines:
            for message in read_po(lines):
                if message.id:
                    assert str(message.id) not in seen, (file.name, message.id)
                    seen[str(message.id)] = file.name


def test_twins_have_the_same_blanks_to_fill_in() -> None:
    for message in catalogue():
        if message.id:
            assert not list(message.check(None)), message.id
            blanks = [part for part in ("{limit}",) if part in str(message.id)]
            assert all(part in str(message.string) for part in blanks)


def test_every_refusal_says_something() -> None:
    assert all(reason_of(kind).endswith((".", "!", "?")) for kind in refusals())


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        (None, "zh-Hans"),
        ("", "zh-Hans"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("en-GB,en;q=0.9", "en"),
        ("fr,en;q=0.8,zh;q=0.3", "en"),
        ("fr-FR,fr;q=0.9", "zh-Hans"),
        ("en;q=0", "zh-Hans"),
        ("*", "zh-Hans"),
        ("en;q=nonsense", "zh-Hans"),
        ("en;q=0.2,zh;q=0.9", "zh-Hans"),
    ],
)
def test_chinese_comes_first_unless_english_is_asked_for(asked: str | None, spoken: str) -> None:
    assert of(asked) == spoken


def test_an_unknown_sentence_stays_as_it_is() -> None:
    assert sentence("Nobody has translated this.", "zh-Hans") == "Nobody has translated this."
    assert sentence("", "zh-Hans") == ""
    assert translations("en").gettext("Agree") == "Agree"
    assert sentence("Agree", "zh-Hans") == "赞成"
