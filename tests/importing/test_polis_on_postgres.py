"""Conversations of the past: the record says what their own published results say."""

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from infra.installation import opened
from infra.supervisor import Databases
from tests.importing.importing import imported, settings_of, shuffled, text_of
from tests.importing.small_export import expected_matrix, expected_tally, write_small_export
from tests.outside.counting import assert_every_figure_is_provable_indeed

CONVERSATIONS = ("vtaiwan-uberx-zh", "scoop-affordable-housing-en", "london-youth-policing-en")
VOTE = {"agree": "1", "disagree": "-1", "pass": "0"}
KILLS = int(os.environ.get("LINLI_IMPORT_KILLS", "5"))


@pytest.mark.parametrize("conversation", CONVERSATIONS)
def test_the_import_says_what_the_published_matrix_says(
    conversation: str, real_data: Path, linli: Callable[..., str], fresh_databases: Databases,
    tmp_path: Path,
) -> None:  # fmt: skip
    folder = real_data / "polis" / conversation
    closing = json.loads(linli("import", "polis", str(folder), "--community", "talk", "--json"))
    assert closing["rejected"] == 0
    assert exported(linli) == published_matrix(folder)
    expected = json.loads((real_data / "polis" / "expected.json").read_text())[conversation]
    # Statements on which nobody took a stance stand in comments.csv alone.
    everything = csv.DictReader(io.StringIO(text_of(folder, "comments.csv")))
    assert tallied(linli) == {row["comment-id"]: (0, 0, 0) for row in everything} | {
        statement: (of["agree"], of["disagree"], of["pass"])
        for statement, of in expected["per_comment"].items()
    }
    with opened(settings_of(fresh_databases, tmp_path / "home")) as installation:
        assert_every_figure_is_provable_indeed(installation, "talk")


def exported(linli: Callable[..., str]) -> dict[tuple[str, str], str]:
    rows = csv.DictReader(linli("export", "stances", "--community", "talk").splitlines())
    return {(row["participant"], row["source_id"]): VOTE[row["choice"]] for row in rows}


def tallied(linli: Callable[..., str]) -> dict[str, tuple[int, int, int]]:
    rows = json.loads(linli("tally", "--community", "talk", "--json"))
    return {row["source_id"]: (row["agree"], row["disagree"], row["pass"]) for row in rows}


def published_matrix(folder: Path) -> dict[tuple[str, str], str]:
    """Every cell of `participants-votes.csv`, matched by column name; statements are numbers."""
    rows = csv.DictReader(text_of(folder, "participants-votes.csv").splitlines())
    return {
        (row["participant"], statement): vote
        for row in rows
        for statement, vote in row.items()
        if statement.isdigit() and vote
    }


@pytest.fixture(params=["small", "real"])
def conversation(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The small export written for the tests, and a real one where the data is at hand."""
    if request.param == "small":
        return write_small_export(tmp_path / "small")
    real: Path = request.getfixturevalue("real_data")
    return real / "polis" / "scoop-affordable-housing-en"


def test_the_small_export_comes_to_what_its_grid_says(
    linli: Callable[..., str], tmp_path: Path
) -> None:
    folder = write_small_export(tmp_path / "small")
    linli("import", "polis", str(folder), "--community", "talk")
    assert exported(linli) == {
        (participant, statement): VOTE[choice]
        for (statement, participant), choice in expected_matrix().items()
    }
    assert tallied(linli) == expected_tally()


def test_a_second_and_shuffled_import_changes_neither_length_nor_head(
    conversation: Path, fresh_databases: Databases, tmp_path: Path
) -> None:
    settings = settings_of(fresh_databases, tmp_path / "home")
    first, root = imported(settings, conversation)
    again, root_again = imported(settings, shuffled(conversation, tmp_path / "shuffled", 7))
    assert (again.statements, again.stances, again.head) == (0, 0, first.head)
    assert root_again == root


def test_an_import_killed_at_any_row_ends_as_one_that_was_not(
    conversation: Path, new_databases: Callable[[], Databases], tmp_path: Path
) -> None:
    closing, root = imported(settings_of(new_databases(), tmp_path / "whole"), conversation)
    databases = new_databases()
    settings = settings_of(databases, tmp_path / "home")
    random = Random(KILLS)  # noqa: S311 - it chooses where to kill.
    rows = closing.statements + closing.stances + closing.repeats
    for number in range(KILLS):
        row = random.randrange(2, rows)
        print(f"killed at row {row}")  # noqa: T201 - for whoever reads a failure.
        folder = shuffled(conversation, tmp_path / f"shuffled-{number}", number)
        child = [
            *(sys.executable, "-m", "tests.importing.importing", databases.main, databases.keys),
            *(str(settings.home), str(folder), str(row)),
        ]
        assert subprocess.run(child, check=False).returncode < 0
    finished, root_after = imported(settings, shuffled(conversation, tmp_path / "last", 99))
    assert (finished.head, root_after) == (closing.head, root)
    with opened(settings) as installation:
        assert_every_figure_is_provable_indeed(installation, "talk")
