"""进程 process — a child that never outlives the parent it works for."""

import ctypes
import gc
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)
# The usual five milliseconds are long for a pen that has its answer and waits for a fold to pause.
TURN_S = 0.0005
# A batch of a thousand votes makes some ten thousand objects, and nearly all of them end with it.
OBJECTS_BEFORE_COLLECTING = 50_000


def die_with_parent(parent: int | None = None, *, by: signal.Signals = signal.SIGTERM) -> None:
    """Ask the kernel for a signal when the thread that started this process ends.

    `parent` is the process that is expected to be the parent, by default the present one.
    """
    expected = os.getppid() if parent is None else parent
    if LIBC.prctl(PR_SET_PDEATHSIG, int(by), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "The kernel refused a death signal.")
    # The parent may have ended before the request was made; then no signal would ever come.
    if os.getppid() != expected:
        os.kill(os.getpid(), by)


def spare_the_collector() -> None:
    """What stands after the start stays: the collector of garbage need not walk it again.

    With the usual thresholds it takes a fifth of the time of a busy writer, and finds nothing.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BEFORE_COLLECTING, 20, 100)


def take_short_turns() -> None:
    """Threads hand over to each other sooner: each trip to the database ends with such a wait."""
    sys.setswitchinterval(TURN_S)
