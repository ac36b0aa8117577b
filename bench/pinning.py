"""Pinning of a process to a processor, and the processor time that it has used."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def processors() -> list[int]:
    """The processors that we may use; none where the system does not say."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def pin(pid: int, *cpus: int) -> None:
    """Keep a process (0: this one) on these processors, where the system can."""
    if cpus and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(pid, cpus)


def cpu_seconds(pid: int) -> float:
    """User and system time of a process since it began (Linux; elsewhere 0)."""
    return sum(map(int, _stat(pid)[11:13])) / _TICKS


def memory_mb(pid: int) -> float:
    """Memory that a process holds, in megabytes (Linux; elsewhere 0)."""
    return int(_stat(pid)[21]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _stat(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat from the third on: the second may hold blanks."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 50
