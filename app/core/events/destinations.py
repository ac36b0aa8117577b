"""Destinations: places outside, each asked for so much at a time, and less while it is silent.

A circuit breaker for each: after some failures in a row it lets one attempt through after ever
longer waits, until one succeeds. Each process learns for itself.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

#: Attempts at one destination at a time, in one process.
AT_ONCE = 4
#: Failures in a row that open the breaker, and the first and the longest wait after them.
TOLERATED, FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 4, 2.0, 60.0


class PermanentFailure(Exception):
    """Trying again would not help: a refused address, a file that is no picture."""


@dataclass(slots=True)
class Destination:
    """One place outside, as this process knows it."""

    running: int = 0
    #: In a row, up to now.
    failures: int = 0
    #: On the monotonic clock.
    closed_until: float = 0

    def is_free(self) -> bool:
        """Say if an attempt may begin now."""
        if self.failures < TOLERATED:
            return self.running < AT_ONCE
        return self.running == 0 and monotonic() >= self.closed_until

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Count what happens inside; that a message is refused for good is an answer too."""
        self.running += 1
        try:
            yield
        except PermanentFailure:
            self.failures = 0
            raise
        except Exception:
            self.failures += 1
            wait = FIRST_WAIT_SECONDS * 2.0 ** (self.failures - TOLERATED)
            self.closed_until = monotonic() + min(wait, LONGEST_WAIT_SECONDS)
            raise
        else:
            self.failures = 0
        finally:
            self.running -= 1


@dataclass(slots=True)
class Destinations:
    """The destinations of a process, by the kinds of task that go there."""

    of_kind: dict[str, str]
    _known: dict[str, Destination] = field(default_factory=lambda: defaultdict(Destination))

    def of(self, kind: str) -> Destination:
        """The destination of tasks of this kind."""
        return self._known[self.of_kind.get(kind, kind)]

    def silent(self) -> list[str]:
        """Destinations whose breaker is open."""
        return [name for name, known in self._known.items() if known.failures >= TOLERATED]

    def busy_kinds(self) -> list[str]:
        """Kinds of which no further task may begin now."""
        return [kind for kind in self.of_kind if not self.of(kind).is_free()]
