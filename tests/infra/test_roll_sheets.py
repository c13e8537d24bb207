"""Sheets of people as they come from desks: read kindly, and never trusted."""

import zipfile
from contextlib import suppress
from datetime import date
from io import BytesIO

import pytest
from hypothesis import example, settings
from hypothesis import given as for_all
from hypothesis import strategies as st
from openpyxl import Workbook

from infra.roll_sheets import ELEMENTS_MAX, STYLES_MAX, UNPACKED_BYTES_MAX, sheet_of
from services.enrolling import safe_line
from services.roll import (
    CODE_ALPHABET,
    CODE_CHARACTERS,
    REASONS,
    ROLL_ROWS_MAX,
    SHEET_BYTES_MAX,
    NoColumns,
    NoRows,
    NotASheet,
    OldWorkbook,
    Row,
    Sheet,
    SheetTooLarge,
    TooManyRows,
    is_a_code,
    plain_code,
    plain_label,
    plain_name,
    shown_code,
)

TWO = "住址,姓名,年龄段\n3-2-501,王小明,18岁以上\n3-2-502,,\n"
READ = (Row(2, "3-2-501", "王小明", "18-and-over"), Row(3, "3-2-502"))
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)


def workbook(*rows: tuple[str | float | date | None, ...]) -> bytes:
    made, content = Workbook(), BytesIO()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    made.save(content)
    return content.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_text_of_commas_is_read_however_it_was_saved(encoding: str, end: str) -> None:
    assert sheet_of(TWO.replace("\n", end).encode(encoding)) == Sheet(READ)


def test_a_workbook_says_the_same_as_a_text() -> None:
    rows = [("住址", "姓名", "年龄段"), ("3-2-501", "王小明", "18岁以上"), ("3-2-502", None, None)]
    assert sheet_of(workbook(*rows)) == Sheet(READ)


@pytest.mark.parametrize(
    "headings",
    [
        "住址,姓名,年龄段",
        "地址,名字,年龄组",
        "Household,Name,Age band",
        "ADDRESS,Full name,age_band",
    ],
)
def test_headings_are_known_in_both_languages(headings: str) -> None:
    assert sheet_of(TWO.replace("住址,姓名,年龄段", headings).encode()) == Sheet(READ)


def test_columns_stand_in_any_order_below_a_title() -> None:
    text = '临江社区住户名册\n\n序号,姓名,电话,住址\n1,李奶奶,,"6号楼1单元"\n'
    assert sheet_of(text.encode()).rows == (Row(4, "6号楼1单元", "李奶奶"),)


def test_numbers_of_a_workbook_are_read_as_people_write_them() -> None:
    assert sheet_of(workbook(("房号", "姓名"), (501, 1.5), (502.0, None))).rows == (
        Row(2, "501", "1.5"),
        Row(3, "502"),
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (",王小明,", "no-household"),
        ("---,王小明,", "no-household"),
        ("3-" * 31 + ",王小明,", "household-too-long"),
        ("3-2-501," + "王" * 61 + ",", "name-too-long"),
        ("3-2-501,王\u202e小明,", "unusable"),
        ("3-2-501,王小明,三十多", "unknown-age-band"),
        ('3-2-501,王"小"明,', "unreadable"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_with_its_number(line: str, reason: str) -> None:
    sheet = sheet_of(f"住址,姓名,年龄段\n3-2-502,李奶奶,\n{line}\n".encode())
    assert sheet.rows == (Row(2, "3-2-502", "李奶奶"),)
    assert [(amiss.number, amiss.reason) for amiss in sheet.amiss] == [(3, reason)]
    assert reason in REASONS


def test_an_address_that_became_a_date_is_told() -> None:
    sheet = sheet_of(workbook(("住址",), (date(2026, 3, 2),), ("3-2-501",)))
    assert [amiss.reason for amiss in sheet.amiss] == ["a-date"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", NoColumns),
        (b"\x89PNG\r\n\x1a\n\x00\x00", NotASheet),
        (b"\xff\xff\xff", NotASheet),
        (b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n", NotASheet),
        (b"PK\x03\x04 and nothing else", NotASheet),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OldWorkbook),
        ("姓名\n王小明\n".encode(), NoColumns),
        ("住址,姓名\n,\n\n".encode(), NoRows),
        (b"x" * (SHEET_BYTES_MAX + 1), SheetTooLarge),
        (("住址\n" + "1\n" * (ROLL_ROWS_MAX + 1)).encode(), TooManyRows),
    ],
)
def test_what_is_no_sheet_is_told_why(content: bytes, reason: type[NotASheet]) -> None:
    with pytest.raises(NotASheet) as told:
        sheet_of(content)
    assert type(told.value) is reason


def test_as_many_rows_as_allowed_are_read() -> None:
    sheet = sheet_of(("住址\n" + "1\n" * ROLL_ROWS_MAX).encode())
    assert len(sheet.rows) == ROLL_ROWS_MAX


def test_a_workbook_whose_last_row_is_formatted_only_is_read_up_to_the_last_filled_in() -> None:
    made, content = Workbook(), BytesIO()
    sheet = made.active
    assert sheet is not None
    sheet["A1"], sheet["A2"], sheet["A1048576"] = "住址", "3-2-501", ""
    made.save(content)
    assert sheet_of(content.getvalue()).rows == (Row(2, "3-2-501"),)


def repacked(content: bytes, part: str, change: bytes) -> bytes:
    """The same workbook, with another content of one part."""
    changed = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(changed, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, change if name == part else old.read(name))
    return changed.getvalue()


def test_a_workbook_that_declares_entities_is_refused() -> None:
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    good = workbook(("住址",), ("3-2-501",))
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"):
        with pytest.raises(NotASheet):
            sheet_of(repacked(good, part, bomb))


def test_a_workbook_that_unpacks_to_very_much_is_refused_unread() -> None:
    large = repacked(workbook(("住址",)), "xl/styles.xml", b" " * (UNPACKED_BYTES_MAX + 1))
    assert len(large) < SHEET_BYTES_MAX
    with pytest.raises(SheetTooLarge):
        sheet_of(large)


MANY = workbook(("住址", "姓名"), *((f"3-2-{number}", f"人{number}") for number in range(20)))
FLIPS = st.lists(st.tuples(st.integers(0, len(MANY) - 1), st.integers(0, 255)), max_size=40)


@settings(max_examples=60, deadline=None)
@for_all(FLIPS)
def test_a_damaged_workbook_is_a_sheet_or_none(flips: list[tuple[int, int]]) -> None:
    content = bytearray(MANY)
    for place, byte in flips:
        content[place] = byte
    with suppress(NotASheet):
        sheet_of(bytes(content))


@for_all(st.binary(max_size=200))
@example("住址\n".encode("utf-16"))
def test_any_bytes_are_a_sheet_or_none(content: bytes) -> None:
    try:
        sheet = sheet_of("住址,姓名\n".encode() + content)
    except NotASheet:
        return
    assert all(plain_label(row.household) for row in sheet.rows)


@for_all(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=10))
def test_every_row_is_used_or_told(told: list[tuple[str, str]]) -> None:
    lines = [("住址", "姓名"), *told]
    text = "".join(
        ",".join('"' + c.replace('"', '""') + '"' for c in line) + "\n" for line in lines
    )
    filled_in = [
        number for number, line in enumerate(told, 2) if any(cell.strip() for cell in line)
    ]
    try:
        sheet = sheet_of(text.encode())
    except NoRows:
        assert filled_in == []
        return
    used, amiss = ([each.number for each in sheet.rows], [each.number for each in sheet.amiss])
    assert sorted(used + amiss) == filled_in


@pytest.mark.parametrize(
    "written",
    ["3-2-501", "３－２－５０１", "3号楼2单元501室", "3#2-0501", " 3栋 2单元 501 ", "03/2/501"],
)
def test_a_household_is_the_same_however_it_is_written(written: str) -> None:
    assert plain_label(written) == "3-2-501"


def test_different_households_stay_different() -> None:
    labels = ["3-2-501", "3-25-01", "32-501", "3-2-50-1", "3-2", "13-2-501", "户部街3号", "部街3号"]
    assert len({plain_label(label) for label in labels}) == len(labels)


@for_all(WORDS)
def test_plain_is_plain(text: str) -> None:
    assert plain_label(plain_label(text)) == plain_label(text)
    assert plain_name(f" {text} ") == plain_name(text)


@for_all(st.text(CODE_ALPHABET, min_size=CODE_CHARACTERS, max_size=CODE_CHARACTERS))
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    shown = shown_code(code)
    assert is_a_code(code)
    slips = shown.lower().replace("0", "o").replace("1", "l").replace("-", " ")
    assert {plain_code(shown), plain_code(slips)} == {code}


@pytest.mark.parametrize("begin", list("=+-@\t\r"))
def test_no_cell_of_a_report_is_a_formula(begin: str) -> None:
    assert safe_line([f"{begin}cmd", 'a"b']) == f'"\'{begin}cmd","a""b"\r\n'


WIDE = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1">' + b"<c/>" * (ELEMENTS_MAX + 1) + b"</row></sheetData></worksheet>"
)
STYLE = b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet1.xml", None, WIDE),
        ("xl/styles.xml", b"</cellXfs>", STYLE * (STYLES_MAX + 1) + b"</cellXfs>"),
    ],
    ids=["cells", "styles"],
)
def test_a_small_file_of_very_many_elements_is_turned_away_unread(
    part: str, old: bytes | None, new: bytes
) -> None:
    made = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(workbook(("住址",), ("1-1",)))) as parts,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed,
    ):
        for name in parts.namelist():
            content = parts.read(name)
            if name == part:
                content = content.replace(old, new) if old else new
            packed.writestr(name, content)
    assert len(made.getvalue()) < SHEET_BYTES_MAX
    with pytest.raises(SheetTooLarge):
        sheet_of(made.getvalue())


def test_blank_lines_count_as_lines() -> None:
    with pytest.raises(TooManyRows):
        sheet_of("住址\n".encode() + b"\n" * 900_000)
