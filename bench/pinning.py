"""Pinning of a process to a processor, and the processor time that processes have used."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
#: Places in /proc/<pid>/stat, counted from the third field on.
_PARENT, _OWN, _ENDED_CHILDREN, _RESIDENT = 1, slice(11, 13), slice(13, 15), 21


def processors() -> list[int]:
    """The processors that we may use; none where the system does not say."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def pin(pid: int, *cpus: int) -> None:
    """Keep a process (0: this one) on these processors, where the system can."""
    if cpus and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(pid, cpus)


def cpu_seconds(pid: int, *, without: int = 0) -> float:
    """User and system time of a process and all its children, ended ones too (Linux; else 0).

    `without`: a child that does not count.
    """
    stats = {int(path.name): _stat(path.name) for path in Path("/proc").glob("[0-9]*")}
    family, found = {pid}, 0
    while len(family) > found:
        found = len(family)
        family |= {child for child, fields in stats.items() if int(fields[_PARENT]) in family}
    ticks = 0
    for member in family - {without}:
        fields = stats.get(member) or _stat(str(member))
        ticks += sum(map(int, fields[_OWN] + fields[_ENDED_CHILDREN]))
    return ticks / _TICKS


def memory_mb(pid: int) -> float:
    """Memory that a process holds, in megabytes (Linux; elsewhere 0)."""
    return int(_stat(str(pid))[_RESIDENT]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def _stat(pid: str) -> list[str]:
    """The fields from the third on: the second may hold blanks."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ["0"] * 50
