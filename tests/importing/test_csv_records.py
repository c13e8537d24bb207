import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.csv_records import RECORD_CHARS_MAX, Record, records
from infra.polis import Reject, read_export
from tests.importing.small_export import (
    COMMENTS_HEADER,
    STATEMENTS,
    VOTES_HEADER,
    comment_rows,
    write_csv,
    write_small_export,
)

SMUGGLED = "1435654192085,x,66,7,0,0,1,这不是一行"
"""What somebody writes into a text, so that it looks like the row of somebody else."""


def read(text: str) -> list[Record]:
    return list(records(io.StringIO(text, newline="\n")))


cells = st.lists(st.text(st.sampled_from('a,"\r\n读'), max_size=8), min_size=2, max_size=4)


@given(st.lists(cells, max_size=6))
def test_what_a_correct_program_wrote_is_read_as_it_was_meant(rows: list[list[str]]) -> None:
    written = io.StringIO(newline="")
    csv.writer(written).writerows(rows)
    assert [record.cells for record in read(written.getvalue())] == rows


def lines_left_out(record: Record) -> int:
    assert record.amiss is not None
    return int(record.amiss.partition(": ")[2].split()[0])


@given(st.text(st.sampled_from('ab,"\n'), max_size=40))
def test_no_line_is_in_two_rows_and_none_is_in_no_row(text: str) -> None:
    found = read(text)
    ends = [record.line for record in found[1:]]
    for record, end in zip(found, ends, strict=False):
        assert record.line < end
        assert record.amiss is None, "nothing is read behind a quote that is amiss"
    if found and found[-1].amiss:
        assert found[-1].line + lines_left_out(found[-1]) - 1 == len(text.splitlines())


def statements(folder: Path, *rows: str) -> list[str]:
    """The ids of the statements that are taken when these rows follow a sound one."""
    sound = "1435654192085,x,5,7,0,0,1,读书角"
    text = "\n".join((",".join(COMMENTS_HEADER), sound, *rows))
    (folder / "comments.csv").write_text(text, "utf-8")
    write_csv(folder / "votes.csv", [VOTES_HEADER])
    return [statement.id for statement in read_export(folder).statements]


def wrapped(between: str) -> Iterator[str]:
    """A row whose text holds what looks like rows, in several states of disrepair."""
    begin = "1435654192085,x,6,7,0,0,1,"
    yield f'{begin}"{between}{SMUGGLED}\n"'
    yield f'{begin}"{between}{SMUGGLED}\n",one cell too many'
    yield f'{begin}"{between}{SMUGGLED}\n'
    yield f'{begin}"{between}\n{SMUGGLED}\n{SMUGGLED},"'
    yield f'{begin}"he said "no" to me{between}{SMUGGLED}\n"'
    yield f'{begin}"he said \\"no\\" to me{between}{SMUGGLED}\n"'
    yield f'{begin}"he said \\"no to me{between}{SMUGGLED}\n"'
    yield f'{begin} "{between}{SMUGGLED}\n"'
    yield f'{begin}x"{between}{SMUGGLED}\n"'


@pytest.mark.parametrize("breaks", [1, 250, 6_000, RECORD_CHARS_MAX], ids="{} breaks".format)
def test_a_text_that_looks_like_rows_is_never_taken_for_rows(tmp_path: Path, breaks: int) -> None:
    for row in wrapped("\n" * breaks):
        taken = statements(tmp_path, row)
        assert taken in (["5"], ["5", "6"])


def test_a_text_of_many_lines_is_a_text_like_any_other(tmp_path: Path) -> None:
    row = '1435654192085,x,6,7,0,0,1,"{}"'.format("\n" * 300 + SMUGGLED)
    after = "1435654192085,x,8,7,0,0,1,自行车棚"
    assert statements(tmp_path, row, after) == ["5", "6", "8"]


def test_a_row_that_is_too_long_ends_where_its_quote_is_closed(tmp_path: Path) -> None:
    row = '1435654192085,x,6,7,0,0,1,"{}"'.format(f"{SMUGGLED}\n" * 10_000)
    after = "1435654192085,x,8,7,0,0,1,自行车棚"
    assert statements(tmp_path, row, after) == ["5", "8"]


def test_behind_a_quote_that_is_never_closed_nothing_more_is_read_of_its_file(
    tmp_path: Path,
) -> None:
    folder = write_small_export(tmp_path)
    votes = len(read_export(folder).votes)
    with (folder / "comments.csv").open("a", encoding="utf-8") as file:
        file.write(f'1435654192085,x,6,7,0,0,1,"读书角\n{SMUGGLED}\n{SMUGGLED}\n')
    export = read_export(folder)
    line = sum(row[-1].count("\n") for row in comment_rows()) + len(STATEMENTS) + 2
    reason = "a quote is opened here and never closed: 3 lines left out"
    assert export.rejects == [Reject("comments.csv", line, reason)]
    assert (len(export.statements), len(export.votes)) == (len(STATEMENTS), votes)


def test_behind_a_quote_where_none_may_stand_nothing_more_is_read_of_its_file() -> None:
    [_, amiss] = read('a,b\n1,"2"x\n3,4\n5,"6"\n')
    reason = "a quote stands where none may: 3 lines left out"
    assert amiss == Record(2, [], reason)
