"""进程 process — a child that never outlives the parent it works for."""

import ctypes
import os
import signal

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True)


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
