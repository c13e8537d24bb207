"""旁观 — what the writer, the runner and the bell tell whoever measures them.

They call it with what they know anyway, after the fact: nothing waits for whoever listens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.door import Recorded


class Watch:
    """Nobody listens. Moments are those of `time.perf_counter`."""

    def decided(self, outcomes: Sequence[Recorded | Exception], began: float) -> None:
        """A batch was decided and stored, since `began`; so each of its callers is told."""

    def committed(self, entries: int, began: float) -> None:
        """So many entries were stored; `began` is when all of them had been decided."""

    def folded(self, projection: str, events: int, began: float) -> None:
        """A projection has folded a page, since `began`."""

    def grew(self, log: int, head: int) -> None:
        """A log was heard to have grown up to this head."""
