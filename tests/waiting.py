"""Waiting for a condition, never for a length of time."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

WAIT_S_MAX = 60


def until(condition: Callable[[], object], seconds: float = WAIT_S_MAX) -> None:
    """Return as soon as the condition holds; fail when it does not in time."""
    never = threading.Event()
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"not within {seconds} s: {condition}"
        never.wait(0.01)


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and only waits to be reaped does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"
