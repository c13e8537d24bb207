"""体检结果 — one thing that was examined, well or amiss, in both languages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    well: bool
    chinese: str
    english: str
    advice: str = ""


def well(chinese: str, english: str) -> Finding:
    return Finding(well=True, chinese=chinese, english=english)


def amiss(chinese: str, english: str, advice: str = "") -> Finding:
    return Finding(well=False, chinese=chinese, english=english, advice=advice)
