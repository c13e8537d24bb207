"""The documents say what the code does: nothing that exists is left out, nothing else is named."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import infra.cli
from domain.catalogue import CATALOGUE
from infra.settings import Settings
from projections.all import PROJECTIONS
from services.routers import API, json_api
from tests.documents.bylaws import ROOMS as ROOMS_OF_BYLAWS
from tests.documents.bylaws import bylaws_of
from tests.documents.rules import PARTS, ROOT, commands, filled_in, refusals_of
from tests.test_refusals import refusals

ROOMS = ("domain", "projections", "services", "infra", "tests")
DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in (*ROOT.glob("*.md"), *(p for room in ROOMS for p in (ROOT / room).rglob("*.md")))
)
DECISIONS = [name for name in DOCUMENTS if name.startswith("infra/decisions/")]
LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)")
SNIPPET = re.compile(r"^```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
SAID_IN_A_SHELL = re.compile(
    r"(?:^|[|(&;]\s*)(?:\S*/)?(linli|make)((?:[ ]+[a-z][a-z-]*)*)", re.MULTILINE
)
READER = re.compile(r"^# .+\n\n(?:For|Read this if) .+", re.MULTILINE)


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def snippets(name: str) -> str:
    return "\n".join(SNIPPET.findall(text_of(name)))


def anchors(text: str) -> set[str]:
    """The names that headings have on the page, as far as we use them."""
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in titles}


def verbs() -> Iterator[str]:
    """Every verb of `linli`, with what may follow it."""
    top = infra.cli.main
    assert isinstance(top, click.Group)
    context = click.Context(top)
    for name in top.list_commands(context):
        verb = top.get_command(context, name)
        below = verb.list_commands(context) if isinstance(verb, click.Group) else []
        yield from (f"{name} {each}" for each in below) if below else [name]


def makefile_targets() -> set[str]:
    [phony] = re.findall(r"^\.PHONY: (.+)$", text_of("Makefile"), re.MULTILINE)
    return set(phony.split())


@pytest.mark.parametrize("document", PARTS)
def test_the_generated_parts_are_current(document: str) -> None:
    text = text_of(document)
    assert filled_in(document, text) == text, "run: python -m tests.documents.rules"


def test_every_command_stands_in_the_glossary_with_its_refusals() -> None:
    text = text_of("domain/README.md")
    named = {kind.__name__ for command in commands() for kind in refusals_of(command)}
    assert named == set(refusals())
    for name in (*named, *(command.__name__ for command in commands())):
        assert re.search(rf"\b{name}\b", text), name


def test_the_bylaws_are_the_tests_that_pytest_collects() -> None:
    rooms = [f"tests/{room}" for room in ROOMS_OF_BYLAWS]
    collected = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *rooms],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    found = re.findall(r"^(tests/\S+?\.py)::([\w:]+)", collected, re.MULTILINE)
    told = [
        (path.relative_to(ROOT).as_posix(), "::".join(test))
        for room in rooms
        for path in sorted((ROOT / room).glob("test_*.py"))
        for test in bylaws_of(path)
    ]
    assert len(told) > 300
    assert sorted(set(found)) == sorted(told)


def test_every_event_stands_in_the_catalogue_of_the_glossary() -> None:
    text = text_of("domain/README.md")
    assert [topic for topic in CATALOGUE if f"`{topic}`" not in text] == []


def test_every_view_has_its_line() -> None:
    text = text_of("projections/README.md")
    tables = [table.name for projection in PROJECTIONS for table in projection.tables]
    assert [table for table in tables if f"`{table}`" not in text] == []


def test_every_question_that_views_answer_is_named() -> None:
    questions = [
        node.name
        for file in sorted((ROOT / "projections").glob("*.py"))
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.AsyncFunctionDef) and not node.name.startswith("_")
    ]
    text = text_of("projections/README.md")
    assert questions
    assert [name for name in questions if f"`{name}`" not in text] == []


def test_every_verb_has_its_line() -> None:
    text = text_of("README.md")
    assert [verb for verb in verbs() if f"| `linli {verb}` |" not in text] == []


def test_every_address_of_the_api_has_its_line() -> None:
    text = text_of("ARCHITECTURE.md")
    for path, operations in json_api().openapi()["paths"].items():
        for method in operations:
            assert f"| {method.upper()} | `{API}{path}` |" in text


def test_every_setting_has_its_line() -> None:
    known = set(re.findall(r"LINLI_[A-Z_]+", text_of("infra/settings.py")))
    lines = set(re.findall(r"^\| `(LINLI_[A-Z_]+)` \|", text_of("README.md"), re.MULTILINE))
    assert known <= lines
    assert lines - known <= {"LINLI_REQUIRE_ALL"}
    assert Settings.from_env({}).home.name == "var"


def test_every_room_stands_on_the_map() -> None:
    packages = {found.name for found in pkgutil.iter_modules([str(ROOT)]) if found.ispkg}
    assert packages == set(ROOMS)
    assert [room for room in ROOMS if f"| [{room}/](" not in text_of("README.md")] == []


def test_every_package_from_outside_has_its_reason() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    reasons = "\n".join(map(text_of, DECISIONS))
    for needed in project["dependencies"]:
        name = re.split(r"[\[=<>~! ]", needed)[0]
        assert f"| `{name}` |" in reasons, name


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document: str) -> None:
    for link in LINK.findall(text_of(document)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (ROOT / document).parent / path if path else ROOT / document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target.read_text("utf-8")), link


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_document_opens_with_its_readers(document: str) -> None:
    assert READER.match(text_of(document))


@pytest.mark.parametrize("document", [name for name in DOCUMENTS if SNIPPET.search(text_of(name))])
def test_every_line_for_a_shell_names_what_exists(document: str) -> None:
    known = {"linli": set(verbs()), "make": makefile_targets()}
    for program, words in SAID_IN_A_SHELL.findall(snippets(document)):
        said = words.strip()
        assert any(said == name or said.startswith(f"{name} ") for name in known[program]), said


def test_the_readme_shows_the_way_in() -> None:
    said = {words.strip() for _, words in SAID_IN_A_SHELL.findall(snippets("README.md"))}
    assert {"run", "test"} <= said


def test_examples_in_python_are_taken_from_the_tests() -> None:
    sources = [path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py")]
    for document in DOCUMENTS:
        for example in re.findall(
            r"^```python\n(.*?)^```", text_of(document), re.DOTALL | re.MULTILINE
        ):
            assert any(example in source for source in sources), example


def test_decisions_are_numbered_without_gaps_and_have_four_parts() -> None:
    assert [Path(name).name[:4] for name in DECISIONS] == [
        f"{number:04}" for number in range(1, len(DECISIONS) + 1)
    ]
    for name in DECISIONS:
        parts = re.findall(r"^## (.+)$", text_of(name), re.MULTILINE)
        assert parts == ["Context", "Decision", "Consequences", "Held by"], name


@pytest.mark.parametrize("decision", DECISIONS)
def test_every_decision_names_what_holds_it(decision: str) -> None:
    held = text_of(decision).partition("## Held by")[2]
    assert [link for link in LINK.findall(held) if "tests/" in link]


def test_modules_named_in_snippets_can_be_imported() -> None:
    for document in DOCUMENTS:
        for module, names in re.findall(r"from (infra\.\w+) import ([\w, ]+)", snippets(document)):
            found = importlib.import_module(module)
            assert all(hasattr(found, name.strip()) for name in names.split(","))
