"""Child processes: their user, their signals, and their end with the parent."""

import ctypes
import gc
import os
import pwd
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)

# From linux/prctl.h, linux/securebits.h and linux/capability.h.
_PR_SET_PDEATHSIG = 1
_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP = 28, 1 << 2
_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE = 47, 2
_CAPABILITY_VERSION_3 = 0x20080522
_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 1, 2


class CannotStartError(Exception):
    """Why the programme cannot run, as one sentence for the person at the terminal."""


@dataclass(frozen=True)
class Identity:
    """Whom a server runs as: the caller, or for root the user `nobody`."""

    user: pwd.struct_passwd | None = None
    capability: int | None = None

    @property
    def preexec(self) -> Callable[[], None] | None:
        """Steps of a child between fork and exec to become this user."""
        return self.become if self.user else None

    def give(self, path: Path) -> None:
        """Hand a new file or folder to this user."""
        if self.user:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def become(self) -> None:
        """Leave root for good, with at most one right left."""
        if not self.user:
            return
        if self.capability is not None:
            # Without this bit access(2), which PostgreSQL asks about its own binary, ignores
            # the capabilities of everyone but root.
            _check(_libc.prctl(_PR_SET_SECUREBITS, _SECBIT_NO_SETUID_FIXUP, 0, 0, 0))
        os.setgroups([])
        os.setgid(self.user.pw_gid)
        os.setuid(self.user.pw_uid)
        if self.capability is not None:
            _keep_only(self.capability)


def choose_identity(program: Path, folder: Path) -> Identity:
    """The least privileged identity that can run `program` and enter `folder`.

    A clone in /root (mode 700) hides both from `nobody`. Then the server keeps one right of
    root: to read and enter folders; where a container lacks it, to override their modes.
    """
    if os.geteuid() != 0:
        return Identity()
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        nobody = None
    rights = (None, _CAP_DAC_READ_SEARCH, _CAP_DAC_OVERRIDE)
    for right in rights if sys.platform == "linux" else rights[:1]:
        if nobody and _can(identity := Identity(nobody, right), program, folder):
            return identity
    raise CannotStartError(
        f"PostgreSQL does not run as root, and the user `nobody` cannot reach {folder} and"
        f" {program.parent}: start as an ordinary user, or set CHAMADO_DATABASE_URL and"
        " CHAMADO_REDIS_URL."
    )


def end_with_parent() -> None:
    """In a child before exec: when its parent is killed it is asked to stop too (Linux only)."""
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def wheel_folder(package: str) -> Path:
    """Folder of a package that is installed for its binaries; it is not imported."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise CannotStartError(f"The package {package} is not installed: run `make` again.")
    return Path(spec.submodule_search_locations[0])


def free_port() -> int:
    """A port of loopback that nobody uses now; whoever takes it must be ready to lose the race."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def undisturbed() -> Iterator[None]:
    """Hold Ctrl-C and SIGTERM back while something is half started or half stopped."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []
    asked = (signal.SIGINT, signal.SIGTERM)
    handlers = {one: signal.signal(one, lambda number, _: arrived.append(number)) for one in asked}
    try:
        yield
    finally:
        for one, handler in handlers.items():
            signal.signal(one, handler)
        if arrived:
            signal.raise_signal(arrived[0])


def _can(identity: Identity, program: Path, folder: Path) -> bool:
    def become_and_enter() -> None:
        identity.become()
        os.chdir(folder)

    try:
        tried = subprocess.run(
            [program, "--version"], preexec_fn=become_and_enter, capture_output=True, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return tried.returncode == 0


def _keep_only(capability: int) -> None:
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    right = 1 << capability
    effective_permitted_inheritable = (ctypes.c_uint32 * 6)(right, right, right, 0, 0, 0)
    _check(_libc.capset(header, effective_permitted_inheritable))
    _check(_libc.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability, 0, 0))


def _check(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def freeze_start_up() -> None:
    """Keep what start-up made out of garbage collection: it lives as long as the process."""
    gc.freeze()
    gc.enable()
