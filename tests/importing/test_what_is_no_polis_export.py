import gzip
from pathlib import Path

import pytest

from infra import polis
from infra.polis import NotAnExport, read_export
from tests.importing.few_rows import A_VOTE, VOTES, Y2000, lines
from tests.importing.small_export import COMMENTS_HEADER, VOTES_HEADER, write_csv


class TestWhatIsNoExport:
    @pytest.mark.parametrize("name", ["comments.csv", "votes.csv"])
    def test_a_folder_without_one_of_the_files(self, folder: Path, name: str) -> None:
        (folder / name).unlink()
        with pytest.raises(NotAnExport, match=rf"There is no {name} and no {name}\.gz"):
            read_export(folder)

    @pytest.mark.parametrize("column", ["timestamp", "comment-id", "voter-id", "vote"])
    def test_votes_without_one_of_the_columns(self, folder: Path, column: str) -> None:
        header = ",".join("other" if name == column else name for name in VOTES_HEADER)
        lines(folder, "votes.csv", header, A_VOTE)
        with pytest.raises(NotAnExport, match=rf"votes\.csv lacks the column {column}\."):
            read_export(folder)

    @pytest.mark.parametrize(
        "column", ["timestamp", "comment-id", "author-id", "moderated", "comment-body"]
    )
    def test_statements_without_one_of_the_columns(self, folder: Path, column: str) -> None:
        header = ",".join("other" if name == column else name for name in COMMENTS_HEADER)
        lines(folder, "comments.csv", header)
        with pytest.raises(NotAnExport, match=rf"comments\.csv lacks the column {column}\."):
            read_export(folder)

    def test_an_empty_file(self, folder: Path) -> None:
        (folder / "votes.csv").write_bytes(b"")
        with pytest.raises(NotAnExport, match="timestamp, comment-id, voter-id, vote"):
            read_export(folder)


def test_a_column_that_stands_twice_could_be_meant_either_way(folder: Path) -> None:
    lines(folder, "votes.csv", f"{VOTES},vote", f"{A_VOTE},-1")
    with pytest.raises(NotAnExport, match=r"votes\.csv has more than one column vote\."):
        read_export(folder)


@pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gzipped"])
def test_a_file_that_would_fill_the_memory_is_no_export(
    folder: Path, monkeypatch: pytest.MonkeyPatch, *, zipped: bool
) -> None:
    monkeypatch.setattr(polis, "FILE_BYTES_MAX", 100_000)
    (folder / "votes.csv").unlink()
    votes = [f"{Y2000},x,5,{voter},1".split(",") for voter in range(10_000)]
    write_csv(folder / "votes.csv", [VOTES_HEADER, *votes], zipped=zipped)
    with pytest.raises(NotAnExport, match="holds more than 100000 bytes"):
        read_export(folder)


def test_a_line_that_never_ends_is_no_export(folder: Path) -> None:
    lines(folder, "votes.csv", VOTES, "1" * 1_000_001)
    with pytest.raises(NotAnExport, match="a line of over 1000000 characters"):
        read_export(folder)


def test_a_damaged_archive_is_no_export(folder: Path) -> None:
    whole = gzip.compress((folder / "votes.csv").read_bytes())
    (folder / "votes.csv").unlink()
    (folder / "votes.csv.gz").write_bytes(whole[:-9])
    with pytest.raises(NotAnExport, match="cannot be read"):
        read_export(folder)
