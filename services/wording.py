"""填空 — the kinds of text that people may send: how long, on one line or on several."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints
from pydantic_core import PydanticCustomError

from services.language import phrase

TITLE_CHARACTERS_MIN, TITLE_CHARACTERS_MAX = 4, 300
TEXT_CHARACTERS_MAX = 5_000
COMMENT_CHARACTERS_MAX = 2_000
ANSWER_CHARACTERS_MAX = 5_000
REASON_CHARACTERS_MAX = 2_000
LABEL_CHARACTERS_MAX = 200
POLICY_TEXT_CHARACTERS_MAX = 2_000
LOGIN_CHARACTERS_MIN, LOGIN_CHARACTERS_MAX = 3, 40
PASSWORD_CHARACTERS_MIN, PASSWORD_CHARACTERS_MAX = 10, 200
NAME_CHARACTERS_MAX = 60
HOUSEHOLD_CHARACTERS_MAX = 60
SEARCH_CHARACTERS_MAX = 100
ID_CHARACTERS_MAX = 120
CODE_CHARACTERS_MAX = 30
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2999, 12, 31)

UNUSABLE = phrase("This contains characters that cannot be used here.")
# A text that turns the direction of writing round would mirror what stands after it.
DIRECTION = "\\u202a-\\u202e\\u2066-\\u2069"
CONTROL = re.compile(f"[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029{DIRECTION}]")
CONTROL_BUT_LINES = re.compile(f"[\\x00-\\x09\\x0b-\\x1f\\x7f-\\x9f{DIRECTION}]")
MEMBER_PREFIX = "member:"
MEMBER = re.compile(f"{MEMBER_PREFIX}[0-9A-Za-z_-]{{22}}")
GUARDIAN = re.compile("guardian:[0-9A-Za-z_-]{22}:[0-9A-Za-z_-]{22}")
NEW_LOGIN = re.compile("[0-9A-Za-z_.@\u4e00-\u9fff-]{3,40}")
SCOPE_CHARACTERS_MAX = 80
SCOPE = re.compile("[a-z][a-z-]*:[0-9A-Za-z_.\u4e00-\u9fff-]+")
"""A part of the community, of which somebody has an office."""
HANDLE = re.compile("[a-z][a-z0-9-]{0,29}")
"""The name of a member of staff in the log, for everybody to read and for ever."""
RESERVED_HANDLES = frozenset(
    {"system", "linli", "import", "service", "member", "staff", "guardian", "voice"}
)
"""Names that stand in the log for something else: nobody is to read a person for it."""
RESIDENT = re.compile(f"{MEMBER.pattern}|{NEW_LOGIN.pattern}")
DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def one_line(text: str) -> str:
    """No control characters: they hide or mirror text, and no text column holds NUL."""
    if CONTROL.search(text):
        raise PydanticCustomError("wrong_form", "control characters")
    return text


def lines(text: str) -> str:
    """The same, but line breaks are welcome, in one form, and tabs become spaces."""
    plain = text.replace("\r\n", "\n").replace("\t", " ")
    if CONTROL_BUT_LINES.search(plain):
        raise PydanticCustomError("wrong_form", "control characters")
    return plain


def a_day(text: object) -> object:
    """A day as people write it; pydantic alone would also take a count of seconds."""
    try:
        day = date.fromisoformat(text) if DAY.fullmatch(str(text)) else None  # type: ignore[arg-type]
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise PydanticCustomError("not_a_day", "not a day")
    return day


def _line(at_least: int, at_most: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=at_least, max_length=at_most)


OneLine = AfterValidator(one_line)
Title = Annotated[str, _line(TITLE_CHARACTERS_MIN, TITLE_CHARACTERS_MAX), OneLine]
Text = Annotated[str, _line(0, TEXT_CHARACTERS_MAX), AfterValidator(lines)]
CommentText = Annotated[str, _line(1, COMMENT_CHARACTERS_MAX), AfterValidator(lines)]
AnswerText = Annotated[str, _line(1, ANSWER_CHARACTERS_MAX), AfterValidator(lines)]
Reason = Annotated[str, _line(1, REASON_CHARACTERS_MAX), AfterValidator(lines)]
PolicyText = Annotated[str, _line(1, POLICY_TEXT_CHARACTERS_MAX), AfterValidator(lines)]
PersonName = Annotated[str, _line(1, NAME_CHARACTERS_MAX), OneLine]
Household = Annotated[str, _line(0, HOUSEHOLD_CHARACTERS_MAX), OneLine]
Code = Annotated[str, _line(0, CODE_CHARACTERS_MAX), OneLine]
Search = Annotated[str, _line(0, SEARCH_CHARACTERS_MAX), OneLine]
Word = Annotated[str, _line(1, ID_CHARACTERS_MAX), OneLine]
NewLogin = Annotated[
    str,
    _line(LOGIN_CHARACTERS_MIN, LOGIN_CHARACTERS_MAX),
    StringConstraints(pattern=f"^{NEW_LOGIN.pattern}$"),
]
Login = Annotated[str, _line(1, LOGIN_CHARACTERS_MAX), OneLine]
Resident = Annotated[
    str,
    _line(1, LOGIN_CHARACTERS_MAX),
    StringConstraints(pattern=f"^(?:{RESIDENT.pattern})$"),
]
NewPassword = Annotated[
    str,
    StringConstraints(min_length=PASSWORD_CHARACTERS_MIN, max_length=PASSWORD_CHARACTERS_MAX),
    OneLine,
]
Password = Annotated[
    str, StringConstraints(min_length=1, max_length=PASSWORD_CHARACTERS_MAX), OneLine
]
Day = Annotated[date, BeforeValidator(a_day)]
