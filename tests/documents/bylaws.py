"""The names of the rule tests as bylaws: what is lawful here, in the words of the tests.

Read from the text of the tests, in their order; a test compares it with what pytest collects.
"""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).resolve().parents[1]
ROOMS = ("suggestions", "voting")
OWNERS = "nobody|somebody|one|child|guardian|resident|committee"
OWNED = "own|words|new|support|consent|guardian|number|last"
POSSESSIVE = re.compile(rf"\b({OWNERS})s(?= ({OWNED})\b)")
"""The name of a test has lost its apostrophes."""


def bylaws() -> str:
    """Every rule of a room, under the heading of its tests and of the situation in them."""
    lines: list[str] = []
    for room in ROOMS:
        said = importlib.import_module(f"domain.{room}").__doc__ or ""
        lines += [f"### {said.partition(' — ')[0]}", ""]
        for path in sorted((TESTS / room).glob("test_*.py")):
            lines += [f"#### {sentence(path.stem)}", "", *_rules_of(path), ""]
    return "\n".join(lines)


def _rules_of(path: Path) -> Iterator[str]:
    so_far: tuple[str, ...] = ()
    for *situation, rule in bylaws_of(path):
        if situation and tuple(situation) != so_far:
            yield f"- {': '.join(map(sentence, situation))}"
        so_far = tuple(situation)
        yield f"{'  ' if situation else ''}- {sentence(rule)}."


def bylaws_of(path: Path) -> list[tuple[str, ...]]:
    """The tests of a file by name; of a class, which is a situation, with its name before."""
    return list(_tests_in(ast.parse(path.read_text("utf-8")).body))


def _tests_in(body: list[ast.stmt]) -> Iterator[tuple[str, ...]]:
    for node in body:
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            yield from ((node.name, *test) for test in _tests_in(node.body))
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield (node.name,)


def sentence(name: str) -> str:
    """`test_nobody_votes_twice` and `TestWhoVotes` as people write them."""
    spaced = re.sub(r"(?<=.)(?=[A-Z])|_", " ", name).lower().removeprefix("test ")
    words = POSSESSIVE.sub(r"\1's", spaced)
    return words[:1].upper() + words[1:]
