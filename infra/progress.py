"""进度 — progress of long work on the terminal: how far, how fast, how long still."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tqdm import tqdm

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def progress(what: str, unit: str) -> Iterator[Callable[[int, int], None]]:
    """A bar that is told (done, total); where nobody watches, nothing is printed."""
    with tqdm(total=None, unit=f" {unit}", desc=what, disable=None) as bar:

        def moved(done: int, total: int) -> None:
            if bar.total is None:
                # What was done before this began says nothing of how fast it goes.
                bar.initial = bar.n = done
            bar.total = total
            bar.update(done - bar.n)

        yield moved
