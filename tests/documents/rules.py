"""The generated parts of the documents: `python -m tests.documents.rules` writes them anew.

Rules, events and addresses stand once, in the code. What a document says of them is made here, so
that it can be read without the code, and compared with it.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import sys
from pathlib import Path
from textwrap import dedent
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING

import domain
from domain.catalogue import CATALOGUE
from domain.kernel import Command, Event, Refused
from services.language import sentence
from services.routers import API, json_api
from tests.documents.bylaws import bylaws

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]
PART = "<!-- generated: {} -->\n{}<!-- end of generated -->"


def rooms() -> Iterator[ModuleType]:
    """Every module of the domain."""
    for found in pkgutil.walk_packages(domain.__path__, "domain."):
        yield importlib.import_module(found.name)


def commands() -> list[type[Command]]:
    """Every command, by context and name."""
    found = {
        kind
        for room in rooms()
        for kind in vars(room).values()
        if isinstance(kind, type)
        and issubclass(kind, Command)
        # What only builds on `Command` for others to build on decides nothing.
        and kind.execute is not Command.execute
    }
    return sorted(found, key=lambda kind: (context_of(kind), kind.__name__))


def context_of(kind: type) -> str:
    return kind.__module__.split(".")[1]


def refusals_of(command: type[Command]) -> list[type[Refused]]:
    """What a command may raise, in the order in which it asks: by itself, or by a shared rule."""
    return list(dict.fromkeys(_raised(command.execute, command)))


def _raised(
    function: Callable[..., object], command: type[Command], asked: frozenset[object] = frozenset()
) -> Iterator[type[Refused]]:
    known = inspect.getmodule(function)
    for named in _named(ast.parse(dedent(inspect.getsource(function)))):
        for found in _meant(named, known, command):
            if isinstance(found, FunctionType) and found not in asked:
                yield from _raised(found, command, asked | {function})
            elif isinstance(found, type) and issubclass(found, Refused):
                yield found


def _meant(named: str, known: ModuleType | None, command: type[Command]) -> Iterator[object]:
    """What a name may mean: a shared rule of the module, of the command, or of what it asks."""
    yield getattr(known, named, None) or getattr(command, named, None)
    for kind in vars(known).values():
        if isinstance(kind, type) and not issubclass(kind, Command):
            yield vars(kind).get(named)


def _named(tree: ast.AST) -> Iterator[str]:
    """Names that are raised or called, as they stand in the text."""
    places: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        said = node.exc if isinstance(node, ast.Raise) else None
        said = node.func if isinstance(node, ast.Call) else said
        if isinstance(said, ast.Name):
            places.append((said.lineno, said.id))
        elif isinstance(said, ast.Attribute) and "must_" in said.attr:
            places.append((said.lineno, said.attr))
    return (name for _, name in sorted(places))


def said_of(kind: type) -> str:
    """The first paragraph of a docstring on one line."""
    return " ".join((kind.__doc__ or "").split("\n\n")[0].split())


def rules() -> str:
    """Each command, what it is for, and why it may be refused."""
    lines: list[str] = []
    for command in commands():
        name = command.__module__.rpartition(".")[2]
        link = f"{command.__module__.removeprefix('domain.').replace('.', '/')}.py"
        lines += [f"### {command.__name__} · [`{name}`]({link})", ""]
        lines += [said_of(command), ""]
        refused = refusals_of(command)
        if not refused:
            lines += ["It is never refused.", ""]
            continue
        lines += ["| refused because | 中文 | sentence |", "|---|---|---|"]
        for reason in refused:
            english = said_of(reason)
            chinese = sentence(english, "zh-Hans")
            lines.append(f"| `{reason.__name__}` | {chinese} | {english} |")
        lines.append("")
    return "\n".join(lines)


def events() -> str:
    """Each event by its name on disk: public fields, private fields and their reader, tags."""
    lines = [
        "| event | what happened | public fields | private fields (reader) | tags |",
        "|---|---|---|---|---|",
    ]
    for topic, kind in CATALOGUE.items():
        private = f"{_fields(kind.PRIVATE)} ({kind.READER})" if kind.PRIVATE else "none"
        cells = (f"`{topic}`", _first(kind), _fields(kind.PUBLIC), private, _fields(kind.about))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _fields(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _first(kind: type[Event]) -> str:
    return said_of(kind).replace("|", "\\|")


def routes() -> str:
    """Each address of the JSON API."""
    lines = ["| method | address | answers |", "|---|---|---|"]
    for path, operations in sorted(json_api().openapi()["paths"].items()):
        for method, operation in operations.items():
            lines.append(f"| {method.upper()} | `{API}{path}` | {operation['summary']} |")
    return "\n".join([*lines, ""])


PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "domain/README.md": {"rules": rules, "events": events, "bylaws": bylaws},
    "ARCHITECTURE.md": {"routes": routes},
}


def filled_in(document: str, text: str) -> str:
    """The document with its generated parts as the code would write them today."""
    for name, part in PARTS[document].items():
        fresh = PART.format(name, f"\n{part()}\n")
        place = re.escape(PART).replace(r"\{\}", "{}").format(re.escape(name), ".*?")
        text, count = re.subn(place, fresh.replace("\\", r"\\"), text, flags=re.DOTALL)
        assert count == 1, f"{document} has {count} places for {name}"
    return text


def main() -> None:
    for document in PARTS:
        path = ROOT / document
        path.write_text(filled_in(document, path.read_text("utf-8")), "utf-8")
        sys.stdout.write(f"{document} is current.\n")


if __name__ == "__main__":
    main()
