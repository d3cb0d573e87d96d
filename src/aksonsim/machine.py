"""What this machine has, asked in a way that every system answers (POSIX and Windows)."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path


def memory() -> int | None:
    """Return the bytes of memory that are installed; None where the system does not tell."""
    if hasattr(os, "sysconf"):  # no library to load
        return int(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    try:
        import psutil
    except ImportError:  # it asks the system for more than this one has
        return None
    return int(psutil.virtual_memory().total)


def free_memory() -> int | None:
    """Return the bytes that this process can still take; None where the system does not tell.

    The least of what the machine has free, what its control group (a container) has left, and what its own limit of
    addresses (``ulimit -v``) leaves.
    """
    try:
        import psutil
    except ImportError:
        return memory()
    left = [int(psutil.virtual_memory().available), *_left_in_groups()]
    if sys.platform != "win32" and hasattr(psutil, "RLIMIT_AS"):  # Linux and FreeBSD
        most = psutil.Process().rlimit(psutil.RLIMIT_AS)[0]
        if most != psutil.RLIM_INFINITY:
            left.append(most - int(psutil.Process().memory_info().vms))
    return max(0, min(left))


def _left_in_groups() -> Iterator[int]:
    """Yield what each control group above this process has left of its memory; pages of files can be given back."""
    try:
        lines = Path("/proc/self/cgroup").read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):  # not Linux
        return
    for line in lines:
        _, controllers, inner = line.split(":", 2)
        if controllers and "memory" not in controllers.split(","):
            continue
        root = Path("/sys/fs/cgroup") / ("memory" if controllers else "")
        names = ("memory.limit_in_bytes", "memory.usage_in_bytes") if controllers else ("memory.max", "memory.current")
        group = root / inner.lstrip("/")
        for place in (group, *(above for above in group.parents if above.is_relative_to(root))):
            try:
                most, used = ((place / name).read_text(encoding="ascii").strip() for name in names)
                stated = dict(pair.split() for pair in (place / "memory.stat").read_text(encoding="ascii").splitlines())
                if most != "max":
                    yield int(most) - int(used) + int(stated.get("inactive_file", 0))
            except (OSError, ValueError):  # a root has no limit, and a container may not see what is above it
                continue


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
