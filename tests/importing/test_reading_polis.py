import gzip
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from infra.polis import NotAnExport, Reject, Statement, read_export
from infra.votes_in_order import Vote
from services import wording
from tests.importing.few_rows import (
    A_STATEMENT,
    A_VOTE,
    ANOTHER_STATEMENT,
    COMMENTS,
    VOTES,
    Y2000,
    lines,
)
from tests.importing.importing import NOON
from tests.importing.small_export import (
    CHANGES_OF_MIND,
    COMMENTS_HEADER,
    GRID,
    HIDDEN,
    STATEMENTS,
    VOTES_HEADER,
    comment_rows,
    expected_matrix,
    expected_tally,
    participant_id,
    statement_id,
    vote_rows,
    votes_as_cast,
    write_csv,
    write_small_export,
)


class TestAWholeExport:
    @pytest.mark.parametrize("zipped", [False, True], ids=["plain", "gzipped"])
    def test_whoever_voted_twice_is_counted_by_the_last_vote(
        self, tmp_path: Path, *, zipped: bool
    ) -> None:
        export = read_export(write_small_export(tmp_path, zipped=zipped))
        assert export.rejects == []
        assert len(export.votes) == len(votes_as_cast()) > len(expected_matrix())
        last = {(vote.statement, vote.voter): vote.choice for vote in export.votes}
        assert last == expected_matrix()

    def test_everything_is_in_order_of_time_whatever_the_order_of_the_rows(
        self, tmp_path: Path
    ) -> None:
        export = read_export(write_small_export(tmp_path))
        moments = [vote.occurred_at for vote in export.votes]
        assert moments == sorted(moments)
        assert [(vote.statement, vote.voter) for vote in export.votes] == [
            (statement_id(vote.statement), participant_id(vote.participant))
            for vote in votes_as_cast()
        ]
        assert [statement.text for statement in export.statements] == list(STATEMENTS)

    def test_the_same_rows_in_another_order_are_the_same_export(self, tmp_path: Path) -> None:
        export = read_export(write_small_export(tmp_path))
        write_csv(tmp_path / "votes.csv", [VOTES_HEADER, *sorted(vote_rows())])
        write_csv(tmp_path / "comments.csv", [COMMENTS_HEADER, *sorted(comment_rows())])
        again = read_export(tmp_path)
        assert (again.statements, list(again.votes)) == (export.statements, list(export.votes))

    def test_only_what_was_rejected_at_the_source_is_hidden(self, tmp_path: Path) -> None:
        export = read_export(write_small_export(tmp_path))
        hidden = [statement.id for statement in export.statements if statement.hidden]
        assert hidden == [statement_id(HIDDEN)]

    def test_the_small_export_is_as_it_is_described(self) -> None:
        rows, cast = vote_rows(), votes_as_cast()
        assert {len(row) for row in GRID} == {len(STATEMENTS)}
        assert len({tuple(row) for row in rows}) == len(rows) == len(cast)
        assert [row[0] for row in rows] != sorted(row[0] for row in rows)
        assert sum(map(sum, expected_tally().values())) == len(expected_matrix())
        for who, about, _ in CHANGES_OF_MIND:
            marks = [v.mark for v in cast if (v.participant, v.statement) == (who, about)]
            assert len(marks) > 1
            assert all(one != then for one, then in pairwise(marks))


class TestASoundRow:
    def test_a_statement_keeps_its_words_and_its_millisecond(self, folder: Path) -> None:
        [statement] = read_export(folder).statements
        assert statement == Statement("2015-06-30T08:49:52.085Z", "5", "7", False, "读书角")  # noqa: FBT003 - hidden or not.

    @pytest.mark.parametrize(
        ("vote", "choice"), [("1", "agree"), ("0", "pass"), ("-1", "disagree")]
    )
    def test_a_vote_is_one_of_three_choices(self, folder: Path, vote: str, choice: str) -> None:
        lines(folder, "votes.csv", VOTES, f"1435656324267,x,5,8,{vote}")
        [cast] = read_export(folder).votes
        assert (cast.choice, cast.occurred_at) == (choice, "2015-06-30T09:25:24.267Z")

    def test_columns_may_come_in_any_order_and_with_others_between(self, folder: Path) -> None:
        lines(folder, "votes.csv", "vote,rain,voter-id,comment-id,timestamp", f"0,,8,5,{Y2000}")
        [vote] = read_export(folder).votes
        assert vote == Vote("2000-01-01T00:00:00.000Z", "5", "8", "pass")

    def test_a_byte_order_mark_in_front_does_no_harm(self, folder: Path) -> None:
        lines(folder, "votes.csv", VOTES, A_VOTE, encoding="utf-8-sig")
        assert len(read_export(folder).votes) == 1

    def test_text_may_hold_commas_quotes_and_line_breaks(self, folder: Path) -> None:
        lines(folder, "comments.csv", COMMENTS, A_STATEMENT + '"一,二\n""三"""')
        assert [s.text for s in read_export(folder).statements] == ['一,二\n"三"']

    def test_text_of_5000_characters_is_taken(self, folder: Path) -> None:
        lines(folder, "comments.csv", COMMENTS, A_STATEMENT + "长" * 5_000)
        assert read_export(folder).rejects == []

    def test_the_last_row_needs_no_line_break(self, folder: Path) -> None:
        (folder / "votes.csv").write_text(f"{VOTES}\n{A_VOTE}", "utf-8")
        assert len(read_export(folder).votes) == 1


ANOTHER = "1435656324268,x,5,9,-1"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1435656324267,x,6,8,1", "the statement is not in comments.csv"),
        ("1435656324267,x,5,8,2", "vote is none of 1, 0, -1"),
        ("1435656324267,x,5,8,", "vote is none of 1, 0, -1"),
        ("1435656324267,x,5,8,+1", "vote is none of 1, 0, -1"),
        ("yesterday,x,5,8,1", "timestamp is not a number of milliseconds"),
        ("-1,x,5,8,1", "timestamp is not a number of milliseconds"),
        ("1435656324.5,x,5,8,1", "timestamp is not a number of milliseconds"),
        ("١٤٣٥,x,5,8,1", "timestamp is not a number of milliseconds"),
        (",x,5,8,1", "timestamp is not a number of milliseconds"),
        ("253402300799001,x,5,8,1", "timestamp lies in the future"),
        (f"{Y2000 - 1},x,5,8,1", "timestamp lies before the year 2000"),
        ("1435656324,x,5,8,1", "timestamp lies before the year 2000"),
        ("1435656324267,x,5,,1", "voter-id is not an id"),
        ("1435656324267,x,5,a b,1", "voter-id is not an id"),
        ("1435656324267,x,5," + "8" * 41 + ",1", "voter-id is not an id"),
        ("1435656324267,x,五,8,1", "comment-id is not an id"),
        ("1435656324267,x,5,8", "4 cells where the header has 5"),
        ("1435656324267,x,5,8,1,1", "6 cells where the header has 5"),
        ("1435656324267,x,5,8\x00,1", "a NUL character"),
    ],
)
def test_a_malformed_vote_is_left_out_with_its_line_and_the_reason(
    folder: Path, row: str, reason: str
) -> None:
    lines(folder, "votes.csv", VOTES, A_VOTE, row, ANOTHER)
    export = read_export(folder)
    assert export.rejects == [Reject("votes.csv", 3, reason)]
    assert [vote.voter for vote in export.votes] == ["8", "9"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("1435654192085,x,6,7,0,0,2,读书角", "moderated is none of 1, 0, -1"),
        ("1435654192085,x,6,7,0,0,,读书角", "moderated is none of 1, 0, -1"),
        ("1435654192085,x,6,7,0,0,1," + "长" * 5_001, "the text is longer than 5000 characters"),
        ("x,x,6,7,0,0,1,读书角", "timestamp is not a number of milliseconds"),
        ("1435654192085,x,,7,0,0,1,读书角", "comment-id is not an id"),
        ("1435654192085,x,6,;,0,0,1,读书角", "author-id is not an id"),
        ("1435654192085,x,6,7,0,0,1", "7 cells where the header has 8"),
        ("1435654192085,x,6,7,0,0,1,读书\x00角", "a NUL character"),
        (
            "1435654192085,x,6,7,0,0,1,读书\x1b角",
            "the text has characters that cannot be used here",
        ),
        ("1435654192085,x,6,7,0,0,1,读书\r角", "the text has characters that cannot be used here"),
        ("1435654192085,x,5,7,0,0,1,读书亭", "the statement id stands on line 2 already"),
        (
            "1435654192085,x,6,7,0,0,1," + "长" * 100_001,
            "the row is longer than 100000 characters",
        ),
    ],
)
def test_a_malformed_statement_is_left_out_with_its_line_and_the_reason(
    folder: Path, row: str, reason: str
) -> None:
    after = ANOTHER_STATEMENT + "自行车棚"
    lines(folder, "comments.csv", COMMENTS, A_STATEMENT + "读书角", row, after)
    export = read_export(folder)
    assert export.rejects == [Reject("comments.csv", 3, reason)]
    assert [statement.id for statement in export.statements] == ["5", "8"]
    assert len(export.votes) == 1


def test_votes_on_a_statement_that_was_left_out_are_left_out_too(folder: Path) -> None:
    lines(folder, "comments.csv", COMMENTS, A_STATEMENT.replace(",1,", ",7,") + "读书角")
    assert [(reject.file, reject.line) for reject in read_export(folder).rejects] == [
        ("comments.csv", 2),
        ("votes.csv", 2),
    ]


def test_the_line_is_the_one_on_which_the_row_begins(folder: Path) -> None:
    rows = (A_STATEMENT + '"一\n二\n三"', "x,x,6,7,0,0,1,读书角", ANOTHER_STATEMENT + "四")
    lines(folder, "comments.csv", COMMENTS, *rows)
    export = read_export(folder)
    assert [reject.line for reject in export.rejects] == [5]
    assert [statement.text for statement in export.statements] == ["一\n二\n三", "四"]


class TestAWrongEncoding:
    def test_a_row_of_gb18030_is_left_out_and_the_rest_goes_on(self, folder: Path) -> None:
        sound, broken = A_STATEMENT + "读书角\r\n", A_STATEMENT.replace(",5,7", ",6,7")
        (folder / "comments.csv").write_bytes(
            f"{COMMENTS}\r\n{sound}".encode() + f"{broken}自行车棚\r\n".encode("gb18030")
        )
        export = read_export(folder)
        assert export.rejects == [Reject("comments.csv", 3, "not UTF-8")]
        assert [statement.id for statement in export.statements] == ["5"]

    def test_a_whole_file_of_gb18030_leaves_out_every_row_of_chinese(self, folder: Path) -> None:
        rows = [A_STATEMENT + text for text in ("读书角", "自行车棚")]
        lines(folder, "comments.csv", COMMENTS, *rows, encoding="gb18030")
        reasons = {reject.reason for reject in read_export(folder).rejects}
        assert reasons == {"not UTF-8", "the statement is not in comments.csv"}

    def test_half_a_character_of_utf_16_is_not_utf_8(self, folder: Path) -> None:
        row = A_STATEMENT.encode() + b"\xed\xa0\x80\r\n"
        (folder / "comments.csv").write_bytes(f"{COMMENTS}\r\n".encode() + row)
        assert read_export(folder).rejects[0] == Reject("comments.csv", 2, "not UTF-8")

    def test_utf_16_is_not_an_export(self, folder: Path) -> None:
        lines(folder, "votes.csv", VOTES, A_VOTE, encoding="utf-16")
        with pytest.raises(NotAnExport, match=r"votes\.csv lacks the column timestamp"):
            read_export(folder)


def test_the_plain_file_counts_where_both_lie_in_the_folder(folder: Path) -> None:
    with gzip.open(folder / "votes.csv.gz", "wt", encoding="utf-8") as file:
        file.write(f"{VOTES}\n")
    assert len(read_export(folder).votes) == 1


def test_a_conversation_without_votes_is_an_export(folder: Path) -> None:
    lines(folder, "votes.csv", VOTES)
    export = read_export(folder)
    assert (len(export.statements), list(export.votes), export.rejects) == (1, [], [])


def test_a_timestamp_of_thousands_of_digits_is_left_out_like_any_other(folder: Path) -> None:
    lines(folder, "votes.csv", VOTES, A_VOTE, "1" * 5_000 + ",x,5,8,1", ANOTHER)
    export = read_export(folder)
    assert export.rejects == [Reject("votes.csv", 3, "timestamp lies in the future")]


def test_blank_lines_are_no_rows(folder: Path) -> None:
    lines(folder, "votes.csv", VOTES, A_VOTE, "", ANOTHER, "")
    assert read_export(folder).rejects == []


@pytest.mark.parametrize(("ahead", "taken"), [(timedelta(days=1), 1), (timedelta(days=2), 0)])
def test_the_clock_of_the_source_may_be_a_day_ahead_of_ours(
    folder: Path, ahead: timedelta, taken: int
) -> None:
    moment = int((NOON + ahead).timestamp() * 1_000)
    lines(folder, "votes.csv", VOTES, f"{moment},x,5,8,1")
    assert len(read_export(folder, lambda: NOON).votes) == taken


@pytest.mark.parametrize("character", ["\t", "\x7f", "\x85", "\u202e", "\u2066", "\u2028", "👩‍👧"])
def test_a_text_may_have_the_characters_that_a_person_may_type(
    folder: Path, character: str
) -> None:
    text = f"读书{character}角"
    lines(folder, "comments.csv", COMMENTS, A_STATEMENT + text)
    try:
        typed = [wording.lines(text)]
    except ValueError:
        typed = []
    assert [statement.text for statement in read_export(folder).statements] == typed
