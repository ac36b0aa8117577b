"""A backup is whole or not there, and out of it comes an installation in which work goes on."""

import json
import shutil
from pathlib import Path

import httpx
import pytest

from app.core.settings import Settings
from app.embedded.processes import CannotStartError
from app.embedded.servers import ROLES, Servers, run_sql
from app.operations.migrations import migrate
from app.programs.backup import back_up, restore
from tests.databases import empty_database
from tests.journeys.house import House
from tests.journeys.test_demo import demo, saved_report
from tests.patience import PATIENCE
from tests.platform.commands import chamado, running

SECRET = "what is backed up was signed with this"


def test_it_is_restored_into_an_empty_home_and_the_demo_goes_on(tmp_path: Path) -> None:
    home, backup, elsewhere = (tmp_path / name for name in ("home", "backup", "elsewhere"))
    with running(home) as everything:
        everything.until_ready()
        everything.until_it_says("Chamado is ready")
        report = saved_report(demo(**everything.settings))
        made = chamado("backup", str(backup), CHAMADO_HOME=str(home))
        assert made.returncode == 0, made.stderr
    assert report.exists()
    shutil.rmtree(home)

    restored = chamado("restore", str(backup), CHAMADO_HOME=str(elsewhere))
    assert restored.returncode == 0, restored.stderr
    again = chamado("restore", str(backup), CHAMADO_HOME=str(elsewhere))
    assert "The database is not empty" in again.stderr
    with running(elsewhere) as everything:
        everything.until_ready()
        order = _last_closed_order(everything.url)
        assert order.startswith(b"%PDF"), "the report that was signed before the backup"
        assert saved_report(demo(**everything.settings)).exists()


def _last_closed_order(url: str) -> bytes:
    with httpx.Client(base_url=url, timeout=PATIENCE) as http:
        credentials = {
            "domain": "demo",
            "company": "matriz",
            "username": "gestora",
            "password": "chamado-demo",
        }
        session = http.post("/v1/auth/sessions", json=credentials).json()
        http.headers["Authorization"] = f"Bearer {session['access_token']}"
        closed = http.get("/v1/orders", params={"status": "closed", "sort": "-opened_at"}).json()
        order = next(each for each in closed["items"] if each["report_file_id"])
        return http.get(f"/v1/orders/{order['id']}/report").content


@pytest.fixture
def settings(house: House, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Those of an installation with servers of its own, and a login made by `roles.sql`."""
    monkeypatch.setenv("CHAMADO_BACKUP_PASSWORD", "reads everything")
    run_sql(house.servers, ROLES.read_text())
    place = house.servers.database_url.rpartition("@")[2]
    return house.settings.model_copy(
        update={
            "backup_database_url": f"postgresql://chamado_backup:reads%20everything@{place}",
            "secret_key": Settings(_env_file=None, secret_key=SECRET).secret_key,
        }
    )


def _new_place(settings: Settings, servers: Servers, tmp_path: Path) -> Settings:
    name = f"{servers.database_url.rpartition('/')[2]}_restored"
    new = empty_database(servers, name)
    return settings.model_copy(
        update={"home": tmp_path / "new home", "backup_database_url": new.admin_url}
    )


def test_servers_of_ones_own_are_backed_up_by_a_login_that_only_reads(
    house: House, settings: Settings, tmp_path: Path
) -> None:
    house.chamado(
        *("organization", "--name", "Rede Boa", "--domain", "boa", "--company", "matriz"),
        *("--manager", "Ada", "--username", "ada", "--email", "ada@example.com"),
        *("--password", "correct horse battery"),
    )
    back_up(settings, tmp_path / "backup")
    new = _new_place(settings, house.servers, tmp_path)
    other = new.model_copy(
        update={"secret_key": Settings(_env_file=None, secret_key=SECRET[::-1]).secret_key}
    )
    with pytest.raises(CannotStartError, match="not that of the backup"):
        restore(other, tmp_path / "backup")
    restore(new, tmp_path / "backup")
    with pytest.raises(CannotStartError, match="not empty"):
        restore(new, tmp_path / "backup")

    there = house.servers.with_database(new.backup_database_url.rpartition("/")[2])
    assert run_sql(there, "select name from organizations").strip() == "Rede Boa"
    # As the app sees it: policies, grants and owners came along.
    shown = "select count(*) from organizations; select count(*) from all_organizations()"
    app = _as_the_app(there, shown)
    assert app == ["0", "1"]
    migrate(there.owner_database_url)


def _as_the_app(servers: Servers, script: str) -> list[str]:
    return run_sql(servers, f"set role chamado_app; {script}").split()


@pytest.mark.parametrize("login", ["database_url", "owner_database_url"])
def test_a_login_that_sees_no_rows_leaves_nothing_behind(
    settings: Settings, tmp_path: Path, login: str
) -> None:
    bound = settings.model_copy(update={"backup_database_url": getattr(settings, login)})
    with pytest.raises(CannotStartError, match="row-level security binds"):
        back_up(bound, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()


def test_a_damaged_backup_is_refused(settings: Settings, house: House, tmp_path: Path) -> None:
    folder = tmp_path / "backup"
    back_up(settings, folder)
    new = _new_place(settings, house.servers, tmp_path)
    dump = folder / "database.dump"
    whole = dump.read_bytes()
    dump.write_bytes(whole[:-100])
    with pytest.raises(CannotStartError, match="damaged"):
        restore(new, folder)
    dump.write_bytes(whole)
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"migration": "9999"}))
    with pytest.raises(CannotStartError, match="newer version"):
        restore(new, folder)
    (folder / "manifest.json").unlink()
    with pytest.raises(CannotStartError, match="no backup"):
        restore(new, folder)
