"""What this machine has, asked in a way that every system answers (POSIX and Windows)."""

from __future__ import annotations

import os
import sys


def memory() -> int | None:
    """Return the bytes of memory that are installed; None where the system does not tell."""
    if hasattr(os, "sysconf"):  # no library to load
        return int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    try:
        import psutil
    except ImportError:  # it asks the system for more than this one has
        return None
    return int(psutil.virtual_memory().total)


def peak_memory() -> int | None:
    """Return the most bytes of memory that this process has held; None where the system does not tell."""
    if sys.platform == "win32":
        import psutil

        return int(psutil.Process().memory_info().peak_wset)
    else:  # mypy takes one branch for each system
        try:
            import resource
        except ImportError:
            return None
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else 1024 * most


def available_threads() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def is_running(process: int) -> bool:
    """Return whether a process with this number lives, whoever owns it; True where the system does not tell.

    Not ``os.kill(process, 0)``: on Windows that sends Ctrl-C.
    """
    try:
        import psutil

        return bool(psutil.pid_exists(process))
    except ImportError:
        return True
    except OverflowError:  # no system has numbers that large
        return False
