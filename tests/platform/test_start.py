"""What a start does without: libraries that few requests need, and work that nobody asked for."""

import subprocess
import sys

import pytest
from argon2 import PasswordHasher

from app.core.security.passwords import _NOBODY, is_right

SELDOM_NEEDED = {
    *("alembic", "holidays", "openpyxl", "opentelemetry.sdk", "phonenumbers", "typst", "zxcvbn"),
    *("numpy", "pandas", "vroom"),
}
#: Half of the time of `chamado --help`, when it imported them.
OF_COMMANDS = {"fastapi", "pydantic", "redis", "rich", "sqlalchemy"}

CREATE_APP = """
from app.core.settings import Settings
from app.main import create_app
create_app(Settings(_env_file=None, secret_key="s" * 32))
"""


@pytest.mark.parametrize(
    ("program", "unwanted"),
    [(CREATE_APP, SELDOM_NEEDED), ("import app.cli", SELDOM_NEEDED | OF_COMMANDS)],
    ids=["the API", "the command line"],
)
def test_it_loads_no_library_that_it_does_not_need_yet(program: str, unwanted: set[str]) -> None:
    told = f"{program}\nimport sys\nprint(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "app" in loaded
    assert not unwanted.intersection(loaded)


async def test_nobodys_hash_costs_as_much_as_a_real_one_and_has_no_password() -> None:
    assert not PasswordHasher().check_needs_rehash(_NOBODY)
    assert not await is_right("", None)
    assert not await is_right("A" * 22, _NOBODY)
