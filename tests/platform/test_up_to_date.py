"""What is generated from the code, and committed, says what the code says."""

from pathlib import Path

from alembic.config import Config
from alembic.script import ScriptDirectory

from app.embedded.servers import Servers
from app.operations.migrations import migrate, newest_migration, refuse_differences
from tests.platform.commands import chamado

ROOT = Path(__file__).parents[2]


def test_openapi_is_up_to_date(tmp_path: Path) -> None:
    written = tmp_path / "openapi.json"
    done = chamado("openapi", "--output", str(written), CHAMADO_HOME=str(tmp_path))
    assert done.returncode == 0, done.stderr
    committed = (ROOT / "openapi" / "openapi.json").read_text()
    assert written.read_text() == committed, "run `make openapi`"


def test_migrations_make_what_the_models_say(servers: Servers) -> None:
    refuse_differences(servers.owner_database_url)


def test_the_newest_migration_is_the_one_that_alembic_finds() -> None:
    found = ScriptDirectory.from_config(Config(ROOT / "alembic.ini"))
    assert newest_migration() == found.get_current_head()


def test_migrating_twice_changes_nothing(servers: Servers) -> None:
    migrate(servers.owner_database_url)
    refuse_differences(servers.owner_database_url)
