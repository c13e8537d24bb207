"""登录名 log-ins — how a log-in name is compared, and which passwords anybody would guess."""

from __future__ import annotations

from typing import Final
from unicodedata import normalize

COMMON_PASSWORDS: Final = frozenset(
    {
        "0123456789",
        "1234567890",
        "12345678910",
        "123456789a",
        "a123456789",
        "0987654321",
        "9876543210",
        "1122334455",
        "1234554321",
        "1212121212",
        "123123123123",
        "123456123456",
        "1234567891",
        "1qaz2wsx3edc",
        "q1w2e3r4t5",
        "qwertyuiop",
        "1q2w3e4r5t",
        "qwerty12345",
        "qwerty123456",
        "asdfghjkl1",
        "asdfghjkl;",
        "abcdefghij",
        "abcd123456",
        "abc1234567",
        "password12",
        "password123",
        "password1234",
        "passw0rd123",
        "iloveyou123",
        "woaini1314",
        "woaini5201",
        "woaini1314520",
        "5201314520",
        "1314520520",
        "52013141314",
        "aini1314520",
        "admin12345",
        "admin123456",
        "letmein1234",
        "welcome123",
        "qazwsxedcrfv",
        "zxcvbnm123",
        "qq123456789",
        "aa123456789",
        "wo123456789",
        "linli12345",
        "linli123456",
        "7758521521",
    }
)
"""Those of ten characters and more that lists of stolen passwords name first; at most 50."""


def folded(text: str) -> str:
    """The same name however it is typed: wide or narrow, capital or small."""
    return normalize("NFKC", text).strip().casefold()


def is_easily_guessed(password: str) -> bool:
    """One of the most common passwords, or one character over and over."""
    plain = folded(password)
    return plain in COMMON_PASSWORDS or len(set(plain)) <= 1
