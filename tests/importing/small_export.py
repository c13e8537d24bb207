"""小型导出 small export — a Polis conversation of fifteen participants, and what it comes to.

The statements are our own. What everybody thinks in the end is typed in as a grid; the rows of the
files are made from it, so that the expected result never passes through the code under test.
"""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from domain.suggestions.events import Choice

COMMENTS_HEADER = (
    "timestamp", "datetime", "comment-id", "author-id",
    "agrees", "disagrees", "moderated", "comment-body",
)  # fmt: skip
VOTES_HEADER = ("timestamp", "datetime", "comment-id", "voter-id", "vote")
STATEMENTS = (
    "小区东门应当有自行车棚，还要有充电的地方。",
    "晚上十点以后广场舞应当停下来。",
    "底层的空房间可以改成读书角。",
    "老年食堂周末也要开门。",
    "快递柜放在北门，比放在楼道里好。",
    "遛狗一定要牵绳，“文明养犬”不能只写在墙上。",
    "停车位应当按户轮换,\n每季度抽签一次。",
    "儿童滑梯旁边需要树荫。",
    "广告：低价出售车位，请加好友。",
    "楼道里的灯坏了，三天之内要修好。",
    "居民议事会每月开一次，时间放在周六上午。",
    "垃圾分类的时间可以再晚半小时。",
)
HIDDEN = 8
"""The statement that was moderated at the source: an advertisement."""
UNDECIDED = (2, 11)
"""Statements that nobody had looked at yet: shown like the accepted ones."""
# One line a participant, one character a statement: agree, disagree, pass, or never seen.
GRID = (
    "++-+.+0+-+++",
    "+-++++.+-+.+",
    "-+0+.-+..++-",
    ".+-++0+.-+.+",
    "+.+++-.+-0++",
    "-0+.+++.++.-",
    "++.+-+.+-+0.",
    ".-+++.0+.++-",
    "0+-+.++.-.++",
    "+++.-+-+.+.0",
    "-.+++.++-++.",
    ".+0-+++.-.-+",
    "+-.++.+0-++.",
    "++++.-.+.0+-",
    "..+.-..0..+.",
)
# Somebody's earlier votes on a statement, oldest first, before the one in the grid.
CHANGES_OF_MIND = (
    (0, 0, "-"), (0, 2, "+"), (1, 1, "+"), (2, 2, "-"), (2, 2, "+"), (3, 4, "0"),
    (4, 9, "-"), (5, 1, "+"), (6, 4, "+"), (7, 1, "+"), (8, 0, "-"), (9, 6, "0"),
    (11, 10, "+"), (12, 7, "+"),
)  # fmt: skip
CHOICES: dict[str, Choice] = {"+": "agree", "-": "disagree", "0": "pass"}
VOTES = {"+": "1", "-": "-1", "0": "0"}
STARTED_MS = 1_435_654_192_085
STEP_MS = 61_007
STRIDE = 53
"""Shares no factor with the number of votes: every vote comes once, far from its time."""


@dataclass(frozen=True)
class CastVote:
    """A vote as it was cast: participant and statement by index, and its moment."""

    moment_ms: int
    statement: int
    participant: int
    mark: str


def statement_id(index: int) -> str:
    """As at the source, ids are numbers that neither begin at 0 nor follow each other."""
    return str(100 + 7 * index)


def participant_id(index: int) -> str:
    return str(4_000 + 13 * index)


def votes_as_cast() -> list[CastVote]:
    """All votes in order of time: changed ones first, and again as they stand in the grid."""
    standing = [
        (participant, statement, mark)
        for statement in range(len(STATEMENTS))
        for participant, row in enumerate(GRID)
        if (mark := row[statement]) != "."
    ]
    return [
        CastVote(STARTED_MS + STEP_MS * (20 + number), statement, participant, mark)
        for number, (participant, statement, mark) in enumerate([*CHANGES_OF_MIND, *standing])
    ]


def expected_matrix() -> dict[tuple[str, str], Choice]:
    """What everybody thinks in the end, by (statement id, participant id)."""
    return {
        (statement_id(statement), participant_id(participant)): CHOICES[mark]
        for participant, row in enumerate(GRID)
        for statement, mark in enumerate(row)
        if mark != "."
    }


def expected_tally() -> dict[str, tuple[int, int, int]]:
    """Agree, disagree, pass by statement id, counted down the columns of the grid."""
    columns = ["".join(row[index] for row in GRID) for index in range(len(STATEMENTS))]
    return {
        statement_id(index): (column.count("+"), column.count("-"), column.count("0"))
        for index, column in enumerate(columns)
    }


def comment_rows() -> list[list[str]]:
    """The rows of `comments.csv`, newest first, as Polis writes them."""
    cast = votes_as_cast()
    return [
        [
            str(STARTED_MS + STEP_MS * index),
            "Tue Jun 30 15:49:52 WIB 2015",
            statement_id(index),
            participant_id(index % len(GRID)),
            str(sum(vote.statement == index and vote.mark == "+" for vote in cast)),
            str(sum(vote.statement == index and vote.mark == "-" for vote in cast)),
            "-1" if index == HIDDEN else "0" if index in UNDECIDED else "1",
            text,
        ]
        for index, text in reversed(list(enumerate(STATEMENTS)))
    ]


def vote_rows() -> list[list[str]]:
    """The rows of `votes.csv`, far out of the order of time."""
    cast = votes_as_cast()
    shuffled = [cast[number * STRIDE % len(cast)] for number in range(len(cast))]
    return [
        [
            str(vote.moment_ms),
            "Tue Jun 30 16:25:24 WIB 2015",
            statement_id(vote.statement),
            participant_id(vote.participant),
            VOTES[vote.mark],
        ]
        for vote in shuffled
    ]


def write_small_export(folder: Path, *, zipped: bool = False) -> Path:
    """Write both files, plain or gzipped."""
    folder.mkdir(exist_ok=True)
    write_csv(folder / "comments.csv", [COMMENTS_HEADER, *comment_rows()], zipped=zipped)
    write_csv(folder / "votes.csv", [VOTES_HEADER, *vote_rows()], zipped=zipped)
    return folder


def write_csv(path: Path, rows: Sequence[Sequence[str]], *, zipped: bool = False) -> None:
    target = path.with_name(path.name + ".gz") if zipped else path
    opened = gzip.open if zipped else open
    with opened(target, "wt", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
