"""House rules that no linter knows."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILE_LINES_MAX = 300
FUNCTION_LINES_MAX = 40

ALLOWED_IN_DOMAIN = (
    "domain",
    "pydantic",
    "eventsourcing.domain",
    "eventsourcing.dcb.domain",
    "eventsourcing.utils",
)
# Clock and chance come in as parameters; a fold or a rule that asks for them cannot be replayed.
CHANCE_AND_CLOCK = re.compile(
    r"\b(?:datetime\.(?:now|utcnow|today)|date\.today|time\.(?:time|time_ns|monotonic)|uuid[14]"
    r"|urandom|secrets|random)\b"
)
DRAWERS = {"util", "utils", "helper", "helpers", "common", "manager", "managers", "misc"}
PACKAGE_REGISTRY = re.compile(r"https?://[^\s\"']*/(?:simple|packages|-)/")
MACHINE_PATH = re.compile(r"(?<![\w.])/(?:root|home|tmp|Users|mnt)/\w")


@cache
def files() -> tuple[Path, ...]:
    """Every file that is shared, whether it is already committed or not."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def python_files(*rooms: str) -> Iterator[tuple[str, str]]:
    for path in files():
        name = path.relative_to(ROOT).as_posix()
        if path.suffix == ".py" and (not rooms or name.split("/")[0] in rooms):
            yield name, path.read_text(encoding="utf-8")


def texts() -> Iterator[tuple[str, str]]:
    for path in files():
        content = path.read_bytes()
        if b"\0" not in content:
            yield path.relative_to(ROOT).as_posix(), content.decode(errors="replace")


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


def names_used(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            yield ast.unparse(node)
    yield from imported(tree)


def test_the_rules_import_only_what_is_pure() -> None:
    foreign = [
        f"{name}: {module}"
        for name, text in python_files("domain")
        for module in imported(ast.parse(text))
        if module.split(".")[0] not in sys.stdlib_module_names
        and not any(module == one or module.startswith(one + ".") for one in ALLOWED_IN_DOMAIN)
    ]
    assert foreign == []


def test_rules_and_views_know_neither_clock_nor_chance() -> None:
    impure = [
        f"{name}: {used}"
        for name, text in python_files("domain", "projections")
        for used in names_used(ast.parse(text))
        if CHANCE_AND_CLOCK.search(used)
    ]
    assert impure == []


def test_a_file_is_read_in_one_sitting() -> None:
    long = [
        f"{name}: {lines} lines"
        for name, text in python_files()
        if (lines := len(text.splitlines())) > FILE_LINES_MAX
    ]
    assert long == []


def test_a_function_fits_on_a_screen() -> None:
    long = [
        f"{name}: {node.name} has {lines} lines"
        for name, text in python_files()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES_MAX
    ]
    assert long == []


def test_no_room_is_a_drawer_for_leftovers() -> None:
    drawers = [
        path.relative_to(ROOT).as_posix()
        for path in files()
        if DRAWERS & {part.split(".")[0].strip("_") for part in path.relative_to(ROOT).parts}
    ]
    assert drawers == []


def test_every_module_of_ours_opens_with_its_term_in_both_languages() -> None:
    silent = [
        name
        for name, text in python_files("domain", "projections", "services", "infra")
        if not re.match(r"[^\n]*[\u4e00-\u9fff][^\n]* — ", ast.get_docstring(ast.parse(text)) or "")
    ]
    assert silent == []


def test_no_file_names_the_machine_it_was_written_on() -> None:
    beside = f"{ROOT.parent}/"
    paths = [
        f"{name}: {found}"
        for name, text in texts()
        for found in (
            *MACHINE_PATH.findall(text if not name.startswith("tests/") else ""),
            *([beside] if len(ROOT.parents) > 1 and beside in text else []),
        )
    ]
    assert paths == []


def test_no_file_names_a_package_registry() -> None:
    hosts = [
        f"{name}: {found}" for name, text in texts() for found in PACKAGE_REGISTRY.findall(text)
    ]
    assert hosts == []


def test_the_lock_names_no_host_and_pins_every_file() -> None:
    lock = (ROOT / "requirements.lock").read_text() + (ROOT / "requirements-test.lock").read_text()
    assert "://" not in lock
    pins = re.split(r"\n(?=\S)", lock.strip())
    assert [pin for pin in pins if "--hash=sha256:" not in pin] == []


def test_what_people_told_the_roll_is_opened_in_one_place_only() -> None:
    """There every look of the staff is noted first; anywhere else it could be forgotten."""
    openers = {"services/contacts.py"}
    port = {"services/record.py", "infra/record.py"}
    others = [
        name
        for name, text in python_files("services", "infra")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute)
        and ast.unparse(node).endswith("record.details")
        and name not in openers | port
    ]
    assert others == []
