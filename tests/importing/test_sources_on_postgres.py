"""Conversations are told apart by their sources, and go on under them."""

import csv
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra.import_sources import AnotherConversation
from infra.importing import Closing, PolisImport
from infra.installation import Installation, opened
from infra.polis import read_export
from infra.supervisor import Databases
from tests.importing.importing import NOON, settings_of, shuffled
from tests.importing.small_export import (
    COMMENTS_HEADER,
    VOTES_HEADER,
    comment_rows,
    expected_matrix,
    vote_rows,
    write_csv,
    write_small_export,
)

WORDS, MODERATED = COMMENTS_HEADER.index("comment-body"), COMMENTS_HEADER.index("moderated")
FIRST, LAST = -1, 0
"""Where the oldest and the newest statement stand in the rows."""


@pytest.fixture
def installation(fresh_databases: Databases, tmp_path: Path) -> Iterator[Installation]:
    settings = settings_of(fresh_databases, tmp_path / "home")
    with opened(settings, clock=lambda: NOON) as installation:
        installation.communities.found(installation.writer, "talk", "讨论")
        yield installation


def imports(
    installation: Installation, folder: Path, source: str = "talk", rejects: Path | None = None
) -> Closing:
    taking = PolisImport(
        installation, installation.community("talk"), f"polis/{source}", "services"
    )
    return taking.take_over(read_export(folder), lambda _done, _total: None, rejects)


def written(folder: Path, comments: list[list[str]], votes: list[list[str]]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    write_csv(folder / "comments.csv", [COMMENTS_HEADER, *comments])
    write_csv(folder / "votes.csv", [VOTES_HEADER, *votes])
    return folder


def other_words(folder: Path) -> Path:
    """Another conversation: every number and moment is the same, as it may well be."""
    comments = comment_rows()
    comments[FIRST][WORDS] = "这是另一场讨论的第一条。"
    return written(folder, comments, vote_rows())


def test_another_conversation_is_not_taken_for_this_one_by_its_name(
    installation: Installation, tmp_path: Path
) -> None:
    first = imports(installation, write_small_export(tmp_path / "one"))
    rejects = tmp_path / "rejects.csv"
    with pytest.raises(AnotherConversation, match="under another --source"):
        imports(installation, other_words(tmp_path / "other"), rejects=rejects)
    assert not rejects.exists()
    again = imports(installation, shuffled(tmp_path / "one", tmp_path / "shuffled", 5))
    assert (again.statements, again.stances, again.head) == (0, 0, first.head)
    beside = imports(installation, other_words(tmp_path / "other"), "another-name")
    assert (beside.statements, beside.stances) == (first.statements, first.stances)


def test_a_conversation_that_grew_goes_on_also_when_an_older_row_was_mended(
    installation: Installation, tmp_path: Path
) -> None:
    comments, votes = comment_rows(), sorted(vote_rows())
    broken = [*comments[1:-1], ["never", *comments[FIRST][1:]]]
    early = imports(installation, written(tmp_path / "early", broken, votes[:60]))
    assert early.rejected > 0
    whole = imports(installation, write_small_export(tmp_path / "whole"))
    assert early.statements + whole.statements == len(comments)
    assert whole.rejected == 0


def test_what_was_moderated_since_is_hidden_by_the_next_import_once(
    installation: Installation, tmp_path: Path
) -> None:
    first = imports(installation, write_small_export(tmp_path / "one"))
    comments = comment_rows()
    comments[LAST][MODERATED] = "-1"
    later = written(tmp_path / "later", comments, vote_rows())
    second = imports(installation, later)
    assert (second.statements, second.stances, second.hidden) == (0, 0, 1)
    assert second.head == first.head + 1
    third = imports(installation, later)
    assert (third.hidden, third.head) == (0, second.head)


def test_what_is_left_out_is_written_before_anything_is_recorded(
    installation: Installation, tmp_path: Path
) -> None:
    folder = write_small_export(tmp_path / "one")
    with (folder / "votes.csv").open("a", encoding="utf-8") as file:
        file.write("not,a,vote\n")
    rejects = tmp_path / "imports" / "rejects.csv"

    class CutOff(Exception):
        """The first batch is recorded, and then the import ends."""

    def cut(_done: int, _total: int) -> None:
        raise CutOff

    taking = PolisImport(installation, installation.community("talk"), "polis/talk", "services")
    with pytest.raises(CutOff):
        taking.take_over(read_export(folder), cut, rejects)
    [header, row] = csv.reader(rejects.read_text().splitlines())
    assert header == ["file", "line", "reason"]
    assert row == ["votes.csv", str(len(vote_rows()) + 2), "3 cells where the header has 5"]


def test_two_conversations_in_one_community_stay_apart_in_the_stances(
    linli: Callable[..., str], tmp_path: Path
) -> None:
    one, other = write_small_export(tmp_path / "One-2015"), other_words(tmp_path / "二")
    closing = linli("import", "polis", str(one), "--community", "talk", "--json")
    assert json.loads(closing)["rejected"] == 0
    with pytest.raises(subprocess.CalledProcessError) as nameless:
        linli("import", "polis", str(other), "--community", "talk")
    assert "say --source" in nameless.value.stderr
    linli("import", "polis", str(other), "--community", "talk", "--source", "two")
    stances = csv.DictReader(linli("export", "stances", "--community", "talk").splitlines())
    assert {
        (row["source"], row["source_id"], row["participant"]): row["choice"] for row in stances
    } == {
        (source, *cell): choice
        for source in ("polis/one-2015", "polis/two")
        for cell, choice in expected_matrix().items()
    }
