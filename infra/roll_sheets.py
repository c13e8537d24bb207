"""名册表格 — the rows of an uploaded sheet, CSV or XLSX: every oddity is a reason, never a crash.

A file comes from somebody's desk, but may come from anybody: its bytes, its unpacked bytes, its
rows and its columns are limited before they are read, and XML that declares entities is refused.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from datetime import date, time
from io import BytesIO, StringIO
from itertools import islice
from typing import TYPE_CHECKING, Final
from unicodedata import normalize
from zipfile import ZipFile, ZipInfo

from defusedxml.ElementTree import iterparse
from openpyxl import load_workbook

from domain.residents.events import ADULT, TEENAGER, UNDER_14
from infra.csv_records import records
from services.roll import (
    ROLL_ROWS_MAX,
    SHEET_BYTES_MAX,
    Amiss,
    NoColumns,
    NoRows,
    NotASheet,
    OldWorkbook,
    Row,
    Sheet,
    SheetTooLarge,
    TooManyRows,
    plain_label,
)
from services.wording import CONTROL, HOUSEHOLD_CHARACTERS_MAX, NAME_CHARACTERS_MAX

if TYPE_CHECKING:
    from collections.abc import Iterator

UNPACKED_BYTES_MAX = 20_000_000
PARTS_MAX = 200
ELEMENTS_MAX = 500_000
"""2,000 rows of 40 cells are some 320,000; the library takes 0.1 ms and 300 bytes for each."""
STYLES, STYLES_MAX = "xl/styles.xml", 50_000
"""The library reads styles from this part alone, and each of them takes it much longer."""
CHUNK_BYTES = 65_536
COLUMNS_MAX = 40
ROWS_BEFORE_HEADINGS_MAX = 10
EMPTY_ROWS_MAX = 1_000
LINES_MAX = 3 * ROLL_ROWS_MAX
SHOWN_CHARS_MAX = 60
ZIP, OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
XML_PART = re.compile(r".*\.(?:xml|rels|vml)", re.IGNORECASE)
NO_TEXT = re.compile(rb"\A%PDF-|\A\x89PNG|\A\xff\xd8\xff|\0")
"""How a PDF and pictures begin: their bytes can be read as some text, but say no rows."""
BLANKS = re.compile(r"[\W_]+")

HOUSEHOLD, NAME, AGE_BAND = "household", "name", "age_band"
HEADINGS: Final = {
    HOUSEHOLD: {
        "住址", "地址", "家庭住址", "家庭地址", "房号", "房间号", "门牌", "门牌号", "住户", "户",
        "household", "address", "flat", "unit",
    },
    NAME: {"姓名", "名字", "居民姓名", "户主", "户主姓名", "name", "fullname", "resident"},
    AGE_BAND: {"年龄段", "年龄组", "年龄", "ageband", "agegroup", "age"},
}  # fmt: skip
AGE_BANDS: Final = {
    UNDER_14: {"under14", "14岁以下", "不满14岁", "未满14岁", "儿童", "child"},
    TEENAGER: {"1417", "1417岁", "14到17岁", "14至17岁", "14to17", "青少年", "teenager"},
    ADULT: {
        "18andover", "18", "18岁以上", "18岁及以上", "满18岁", "成年", "成年人", "成人", "adult",
    },
}  # fmt: skip
Cells = list[str | None]
"""None stands for a value that its writer cannot have meant, such as a date made of 3-2."""


@dataclass(frozen=True)
class Line:
    """One line of a file before it is understood; `cells` are missing where it cannot be read."""

    number: int
    cells: Cells | None


def sheet_of(content: bytes) -> Sheet:
    """What a file says. Raises `NotASheet`, with the reason as its kind."""
    if len(content) > SHEET_BYTES_MAX:
        raise SheetTooLarge
    if content.startswith(OLD_WORKBOOK):
        raise OldWorkbook
    lines = _lines_of_workbook(content) if content.startswith(ZIP) else _lines_of_text(content)
    return _understood(lines)


def _understood(lines: Iterator[Line]) -> Sheet:
    places = _headings(lines)
    rows: list[Row] = []
    amiss: list[Amiss] = []
    for line in lines:
        if line.cells is not None and not _says_something(line.cells):
            continue
        if len(rows) + len(amiss) >= ROLL_ROWS_MAX:
            raise TooManyRows
        found = _row(line, places)
        (rows if isinstance(found, Row) else amiss).append(found)  # type: ignore[arg-type] # As asked.
    if not rows and not amiss:
        raise NoRows
    return Sheet(tuple(rows), tuple(amiss))


def _headings(lines: Iterator[Line]) -> dict[str, int]:
    """Where each column stands. A title may stand above the headings."""
    for line in islice(lines, ROWS_BEFORE_HEADINGS_MAX):
        words = [BLANKS.sub("", _plain(cell or "")) for cell in line.cells or []]
        places = {
            column: next(place for place, word in enumerate(words) if word in known)
            for column, known in HEADINGS.items()
            if known.intersection(words)
        }
        if HOUSEHOLD in places:
            return places
    raise NoColumns


def _row(line: Line, places: dict[str, int]) -> Row | Amiss:
    if line.cells is None:
        return Amiss(line.number, "unreadable")
    cells = {
        column: line.cells[place] if place < len(line.cells) else ""
        for column, place in places.items()
    }
    household, name = cells[HOUSEHOLD], cells.get(NAME, "") or ""
    age_band = _age_band(cells.get(AGE_BAND, "") or "")
    reason = _reason(household, name, age_band)
    if reason:
        return Amiss(line.number, reason, _shown(household or ""), _shown(name))
    return Row(line.number, household or "", name, (age_band or "") if name else "")


def _reason(household: str | None, name: str, age_band: str | None) -> str | None:
    if household is None:
        return "a-date"
    if CONTROL.search(household) or CONTROL.search(name):
        return "unusable"
    if not plain_label(household):
        return "no-household"
    if len(household) > HOUSEHOLD_CHARACTERS_MAX:
        return "household-too-long"
    if len(name) > NAME_CHARACTERS_MAX:
        return "name-too-long"
    return "unknown-age-band" if age_band is None and name else None


def _shown(text: str) -> str:
    """The beginning of what stood there, fit to be shown again."""
    return CONTROL.sub("", text)[:SHOWN_CHARS_MAX]


def _age_band(text: str) -> str | None:
    """The band; nothing where nothing is said, None where it is not known."""
    word = BLANKS.sub("", _plain(text))
    bands = (band for band, known in AGE_BANDS.items() if word in known)
    return next(bands, None) if word else ""


def _plain(text: str) -> str:
    return normalize("NFKC", text).casefold()


def _lines_of_text(content: bytes) -> Iterator[Line]:
    if NO_TEXT.search(content):
        raise NotASheet
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise NotASheet
    for record in records(StringIO(text, newline="")):
        if record.line > LINES_MAX:
            raise TooManyRows
        cells: Cells = [cell.strip() for cell in record.cells[:COLUMNS_MAX]]
        yield Line(record.line, None if record.amiss else cells)


def _lines_of_workbook(content: bytes) -> Iterator[Line]:
    """The rows of the first sheet. Whatever the library stumbles over, this is no sheet to us."""
    _must_be_harmless(content)
    try:
        with warnings.catch_warnings():
            # It warns of styles and extensions that we do not read.
            warnings.simplefilter("ignore")
            return iter(_read(content))
    except NotASheet:
        raise
    except Exception as reason:
        raise NotASheet from reason


def _read(content: bytes) -> list[Line]:
    workbook = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
    lines: list[Line] = []
    empty = 0
    for row in workbook.worksheets[0].iter_rows(max_col=COLUMNS_MAX, values_only=True):
        cells = [_cell(value) for value in row]
        lines.append(Line(len(lines) + 1, cells))
        # What a program has formatted, but nobody filled in, may reach down to the last row.
        empty = 0 if _says_something(cells) else empty + 1
        if empty > EMPTY_ROWS_MAX:
            break
        if len(lines) > LINES_MAX:
            raise TooManyRows
    return lines


def _says_something(cells: Cells) -> bool:
    return any(cell is None or cell for cell in cells)


def _cell(value: object) -> str | None:
    if isinstance(value, date | time):  # A moment is a date, too.
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()


def _must_be_harmless(content: bytes) -> None:
    try:
        with ZipFile(BytesIO(content)) as parts:
            listed = parts.infolist()
            is_large = sum(part.file_size for part in listed) > UNPACKED_BYTES_MAX
            if not is_large and len(listed) <= PARTS_MAX:
                for part in listed:
                    _must_declare_nothing(parts, part)
                signs = [(part.filename, _elements(parts, part)) for part in listed]
                if sum(number for _, number in signs) <= ELEMENTS_MAX and all(
                    number <= STYLES_MAX for name, number in signs if name == STYLES
                ):
                    return
    except Exception as reason:
        raise NotASheet from reason
    raise SheetTooLarge


def _must_declare_nothing(parts: ZipFile, part: ZipInfo) -> None:
    """No document types: the library reads its sheets with a parser that would follow them."""
    if XML_PART.fullmatch(part.filename):
        with parts.open(part) as opened:
            # They can only stand before the first element.
            next(iter(iterparse(opened, events=("start",), forbid_dtd=True)), None)


def _elements(parts: ZipFile, part: ZipInfo) -> int:
    """At least as many as a part has, whatever it is called: each begins with this sign."""
    with parts.open(part) as opened:
        return sum(chunk.count(b"<") for chunk in iter(lambda: opened.read(CHUNK_BYTES), b""))
