"""寥寥几行 few rows — the smallest export, line by line, to put one malformed line into."""

from pathlib import Path

from tests.importing.small_export import COMMENTS_HEADER, VOTES_HEADER

COMMENTS = ",".join(COMMENTS_HEADER)
VOTES = ",".join(VOTES_HEADER)
A_STATEMENT = "1435654192085,Tue Jun 30 15:49:52 WIB 2015,5,7,0,0,1,"
ANOTHER_STATEMENT = A_STATEMENT.replace(",5,7,", ",8,7,")
Y2000 = 946_684_800_000
A_VOTE = "1435656324267,Tue Jun 30 16:25:24 WIB 2015,5,8,1"


def lines(folder: Path, name: str, *rows: str, encoding: str = "utf-8") -> None:
    (folder / name).write_bytes("\r\n".join([*rows, ""]).encode(encoding))
