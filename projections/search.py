"""搜索 search — the grams of a text, by which Chinese and English words are found.

Chinese has no spaces, so a run of characters is known by its single characters and its pairs;
a word in letters is known by itself and by its beginnings. Both sides, what is stored and what is
asked, are made here, so that they always agree.
"""

from __future__ import annotations

import re
from unicodedata import normalize

WORD_PREFIX_CHARS_MIN = 3
WORD_CHARS_MAX = 24
HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUNS = re.compile(rf"(?P<han>[{HAN}]+)|(?P<word>[^\W_{HAN}]+)")


def grams(text: str) -> list[str]:
    """What is stored for a text: every way in which somebody may ask for a part of it."""
    found: set[str] = set()
    for run, is_han in _runs(text):
        if is_han:
            found.update(run)
            found.update(_pairs(run))
        else:
            found.add(run)
            found.update(run[:end] for end in range(WORD_PREFIX_CHARS_MIN, len(run)))
    return sorted(found)


def query_grams(text: str) -> list[str]:
    """What a text must hold to be an answer to this question; empty when it asks for nothing."""
    found: set[str] = set()
    for run, is_han in _runs(text):
        found.update(_pairs(run) if is_han and len(run) > 1 else [run])
    return sorted(found)


def _runs(text: str) -> list[tuple[str, bool]]:
    """Runs of Chinese characters and words of letters and digits, in one writing of each."""
    return [
        (match[0], True) if match["han"] else (match[0][:WORD_CHARS_MAX], False)
        for match in RUNS.finditer(normalize("NFKC", text).casefold())
    ]


def _pairs(run: str) -> list[str]:
    return [run[start : start + 2] for start in range(len(run) - 1)]
