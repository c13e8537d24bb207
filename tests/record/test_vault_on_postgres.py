from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from cryptography.exceptions import InvalidTag
from psycopg import sql

from domain.kernel import Act
from domain.suggestions.events import SuggestionSubmitted
from domain.suggestions.import_suggestion import ImportSuggestion
from infra.mapper import Private, commitment
from infra.runner import fold_inline, lags
from infra.settings import CHECKOUT
from infra.vault import opened
from infra.words import fill_inline
from tests.record.town import NOON, SCOPE, Town, founded, fresh

TITLE, TEXT, COMMENT = "给排练室加隔音层", "楼上的孩子晚上九点要睡觉", "我愿意帮忙安装它们"
ENOUGH_PROCESSES = 6
MAKE_KEY = (
    "import sys, pathlib; from infra.keys import master_key; print('ready', flush=True);"
    "sys.stdin.readline(); print(master_key(pathlib.Path(sys.argv[1])).hex())"
)


@pytest.fixture
def spoken(linjiang: Town) -> Town:
    """A town in which one suggestion was made by somebody, and another by an office."""
    author, neighbour = linjiang.residents(2)
    suggestion = linjiang.suggestion(author, TITLE, TEXT)
    linjiang.recorded(neighbour.says(suggestion, COMMENT))
    linjiang.recorded(
        ImportSuggestion(
            act=Act.of("import:polis", NOON), suggestion=fresh("suggestion"), scope=SCOPE,
            category="services", source_id="1", occurred_at="2015-08-01T00:00:00Z",
            title="公开的标题", text="", hidden=False,
        )
    )  # fmt: skip
    return linjiang


def opened_of(there: Town, *positions: int) -> dict[int, tuple[bytes, dict[str, Private]]]:
    installation = there.installation
    with installation.main.connection() as connection:
        return opened(connection, installation.keys, there.log, there.community.origin, positions)


def vault_positions(there: Town) -> list[int]:
    return [row[0] for row in there.rows("SELECT position FROM vault ORDER BY position")]


def words_of(there: Town) -> list[tuple[object, ...]]:
    with psycopg.connect(there.installation.conninfo, autocommit=True) as connection:
        fill_inline(connection, there.installation.keys)
    return there.rows("SELECT position, subject, kind, title, text FROM words ORDER BY position")


def test_words_come_back_as_they_were_said(spoken: Town) -> None:
    found = opened_of(spoken, *vault_positions(spoken))
    fields = [private for _, private in found.values()]
    assert {"title": TITLE, "text": TEXT} in fields
    assert {"text": COMMENT} in fields
    assert {"title": "公开的标题"} in fields
    assert sum("household" in private for private in fields) == 2


def test_what_was_said_fits_its_commitment(spoken: Town) -> None:
    found = opened_of(spoken, *vault_positions(spoken))
    entries = {position: json.loads(data) for position, _, data in spoken.entries()}
    for position, (salt, private) in found.items():
        assert entries[position]["c"] == commitment(salt, private)
    assert {position for position, entry in entries.items() if "c" in entry} == set(found)


def test_a_ciphertext_at_another_position_does_not_open(spoken: Town) -> None:
    author_positions = [
        position for position, kind, _ in spoken.entries() if kind == SuggestionSubmitted.TOPIC
    ]
    author = spoken.rows("SELECT data FROM event WHERE position = %s", author_positions[0])[0][0]
    # The same person, the same fields: only the position differs.
    second = len(spoken.entries()) + 1
    spoken.rows(
        "INSERT INTO event SELECT log, %s, type, tags, %s FROM event"
        " WHERE position = %s", second, author, author_positions[0],
    )  # fmt: skip
    spoken.rows("UPDATE vault SET position = %s WHERE position = %s", second, author_positions[0])
    with pytest.raises(InvalidTag):
        opened_of(spoken, second)


def test_once_the_key_is_destroyed_nothing_opens_and_every_entry_stands(spoken: Town) -> None:
    before, positions = spoken.entries(), vault_positions(spoken)
    assert len(words_of(spoken)) == 3
    spoken.rows("DELETE FROM person", keys=True)
    found = opened_of(spoken, *positions)
    # What an office said lies under the key of the community.
    assert [private for _, private in found.values()] == [{"title": "公开的标题"}]
    assert spoken.entries() == before
    assert spoken.rows("SELECT count(*) FROM name", keys=True) == [(0,)]
    spoken.rows("TRUNCATE words, words_checkpoint")
    assert [row[3] for row in words_of(spoken)] == ["公开的标题"]


def test_the_cache_of_words_is_filled_again_after_a_crash(spoken: Town) -> None:
    before = words_of(spoken)
    assert [(row[3], row[4]) for row in before[:2]] == [(TITLE, TEXT), ("", COMMENT)]
    assert spoken.rows(
        "SELECT relname FROM pg_class WHERE relpersistence = 'u' AND relkind = 'r' ORDER BY 1"
    ) == [("words",), ("words_checkpoint",)]
    spoken.rows("TRUNCATE words, words_checkpoint")  # As PostgreSQL leaves them.
    assert words_of(spoken) == before


class TestWordsThatCannotBeShown:
    def spoil(self, there: Town) -> int:
        """Change one byte of the first words of a resident; their position."""
        [(position,)] = there.rows(
            "UPDATE vault v SET ciphertext = set_byte(ciphertext, 30, get_byte(ciphertext, 30) # 1)"
            " FROM event e WHERE e.log = v.log AND e.position = v.position AND v.position = ("
            " SELECT min(position) FROM event WHERE type = %s) RETURNING v.position",
            SuggestionSubmitted.TOPIC,
        )
        return int(position)

    def test_they_are_left_out_and_reported(self, spoken: Town) -> None:
        position = self.spoil(spoken)
        assert [row[3:] for row in words_of(spoken)] == [("", COMMENT), ("公开的标题", "")]
        [words] = [lag for lag in lags(spoken.installation.conninfo) if lag.projection == "words"]
        assert words.position == words.head
        assert words.stopped == f"position {position}: InvalidTag"

    def test_another_community_does_not_notice(self, spoken: Town) -> None:
        self.spoil(spoken)
        elsewhere = founded(spoken.installation, "huaqing")
        elsewhere.suggestion(elsewhere.resident(), "另一处的标题")
        assert "另一处的标题" in [row[3] for row in words_of(spoken)]
        stopped = spoken.rows("SELECT projection, version, log FROM projection_stop")
        assert stopped == [("words", 1, spoken.log)]

    def test_the_next_start_tries_again(self, spoken: Town) -> None:
        position = self.spoil(spoken)
        assert position not in [row[0] for row in words_of(spoken)]
        assert position not in [row[0] for row in words_of(spoken)]
        assert spoken.rows("SELECT count(*) FROM projection_stop") == [(1,)]
        self.spoil(spoken)  # The same bit again: it is as it was.
        assert (TITLE, TEXT) in [row[3:] for row in words_of(spoken)]
        assert spoken.rows("SELECT count(*) FROM projection_stop") == [(0,)]

    def test_what_the_table_refuses_is_left_out_without_quoting_it(self, spoken: Town) -> None:
        spoken.rows(f"ALTER TABLE words ADD CHECK (title <> '{TITLE}')")
        assert [row[3:] for row in words_of(spoken)] == [("", COMMENT), ("公开的标题", "")]
        [(reason,)] = spoken.rows("SELECT reason FROM projection_stop")
        assert reason.endswith(": CheckViolation")


def everything(conninfo: str) -> Iterator[tuple[str, str]]:
    """All rows of all tables that a backup holds, as text."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        tables = connection.execute(
            "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'r'"
            " AND relpersistence = 'p' AND relnamespace = 'public'::regnamespace"
        ).fetchall()
        for (table,) in tables:
            query = sql.SQL("SELECT t::text FROM {} t").format(sql.Identifier(table))
            for (row,) in connection.execute(query):
                yield table, row


def test_no_private_word_lies_in_a_backup_in_the_clear(spoken: Town) -> None:
    words_of(spoken)
    fold_inline(spoken.installation.conninfo)
    databases = spoken.installation.supervised.databases
    said = ["王小明", "3-2-501", "18-and-over", TITLE, TEXT, COMMENT]
    # Bytes are shown as hexadecimal digits, and JSON may write a letter by its number.
    forms = {form for word in said for form in (word, word.encode().hex(), json.dumps(word)[1:-1])}
    rows = [*everything(databases.main), *everything(databases.keys)]
    assert {"event", "vault", "person", "checkpoint"} <= {table for table, _ in rows}
    for table, row in rows:
        assert not any(form in row for form in forms), (table, row)


def test_no_table_of_the_record_keeps_a_clock_beside_its_entries(spoken: Town) -> None:
    timed = "SELECT table_name, column_name FROM information_schema.columns WHERE"
    timed += " table_schema = 'public' AND table_name = ANY(%s) AND data_type ~ '^(time|interval)'"
    record = ["log_head", "event", "event_tag", "request", "vault", "words", "checkpoint"]
    assert spoken.rows(timed, record) == []


def test_a_vault_row_names_nobody(spoken: Town) -> None:
    names = [row[0] for row in spoken.rows("SELECT name FROM name", keys=True)]
    people = [str(row[0]) for row in spoken.rows("SELECT id FROM person", keys=True)]
    for (row,) in spoken.rows("SELECT v::text FROM vault v"):
        assert not any(each in row for each in (*names, *people))


def test_processes_that_start_together_end_with_one_master_key(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", MAKE_KEY, str(path)],
            cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )
        for _ in range(ENOUGH_PROCESSES)
    ]  # fmt: skip
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    said = {process.communicate("go\n")[0].strip() for process in processes}
    assert said == {path.read_bytes().hex()}
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["master"]
