"""Runs every level of the checks in order and says how each went."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
NOTHING_COLLECTED = 5

FILES = {
    "postgres": "test_*_on_postgres.py",
    "browser": "test_*_in_a_browser.py",
    "fuzz": "test_fuzz_*.py",
    "faults": "test_*_faults.py",
    "soak": "test_*_soak.py",
}
"""Each level reads its own files only: every worker reads them again."""

# These hold on a second version of PostgreSQL too, because they rest on its finer behaviour.
RECORD_TESTS = "event_log or writer or runner or migrate or supervisor"


@dataclass(frozen=True)
class Level:
    name: str
    commands: list[list[str]]
    environment: dict[str, str] = field(default_factory=dict)


def tool(name: str, *arguments: str) -> list[str]:
    return [str(BIN / name), *arguments]


def pytest(*arguments: str, together: bool = True) -> list[str]:
    """On every core; the tests of one file stay `together` where they share what is dear to make.

    Files go in the order of their names: those with the fewest tests are the longest, not the last.
    """
    spread = ["loadfile", "--no-loadscope-reorder"] if together else ["worksteal"]
    slow = ["--durations", "8", "--durations-min", "10"]
    how = [*slow, "-n", "auto", "--dist", *spread]
    return [sys.executable, "-m", "pytest", "-q", *how, *arguments]


def marked(mark: str, *arguments: str, together: bool = True) -> list[str]:
    found = sorted(map(str, (ROOT / "tests").rglob(FILES[mark])))
    return pytest("-m", mark, *arguments, *found, together=together)


def levels() -> list[Level]:
    static = [
        tool("ruff", "format", "--check", "--quiet", "."),
        tool("ruff", "check", "--quiet", "."),
        tool("mypy", "--no-error-summary"),
        tool("lint-imports", "--no-cache"),
    ]
    no_mark = " and ".join(f"not {mark}" for mark in FILES)
    found = [
        Level("static", static),
        Level("rules", [pytest("-m", no_mark)]),
        Level("postgres", [marked("postgres")]),
    ]
    second = second_postgres()
    if second is not None:
        record = marked("postgres", "-k", RECORD_TESTS)
        name = f"postgres {second.parts[-2]}"
        found.append(Level(name, [record], {"LINLI_PG_BIN": str(second)}))
    return [
        *found,
        Level("browser", [marked("browser")]),
        Level("fuzz", [marked("fuzz", together=False)]),
        Level("faults", [marked("faults", together=False)]),
    ]


def second_postgres() -> Path | None:
    """Find the PostgreSQL of the system, which is not the one that the lock pins."""
    if os.environ.get("LINLI_PG_BIN"):
        return None
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    return max(found, key=lambda folder: int(folder.parts[-2]), default=None)


def run(level: Level) -> str:
    outcome = "passed"
    for command in level.commands:
        environment = {**os.environ, **level.environment}
        # Hundreds of processes are started: none of them has to compile what another has compiled.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        code = subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode
        if code == NOTHING_COLLECTED and "pytest" in command:
            outcome = "EMPTY"
        elif code != 0:
            print(f"    failed: {' '.join(command[:6])}", flush=True)
            outcome = "FAILED"
    return outcome


def missing_tools() -> list[str]:
    missing = []
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        missing.append("no Chromium: browser tests are skipped")
    if second_postgres() is None and not os.environ.get("LINLI_PG_BIN"):
        missing.append("no second PostgreSQL: the record is checked on one version only")
    return missing


def main() -> int:
    require_all = os.environ.get("LINLI_REQUIRE_ALL") == "1"
    outcomes: list[str] = []
    lines = []
    for level in (todo := levels()):
        print(f"\n== {len(outcomes) + 1}/{len(todo)} {level.name}", flush=True)
        begun = time.monotonic()
        outcomes.append(run(level))
        lines.append(f"{outcomes[-1]:8} {time.monotonic() - begun:7.1f} s  {level.name}")
        print(lines[-1], flush=True)
    missing = missing_tools()
    print("\n== summary", *lines, *(f"MISSING  {reason}" for reason in missing), sep="\n")
    incomplete = missing != [] or "EMPTY" in outcomes
    failed = "FAILED" in outcomes or (require_all and incomplete)
    print("make test: FAILED" if failed else "make test: everything that ran has passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
