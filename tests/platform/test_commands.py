"""Commands tell the truth: what they refuse, what they work on, and what they change."""

import re
from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import ValidationError

from app.core.settings import Settings
from app.embedded.processes import CannotStartError
from app.embedded.servers import Servers
from app.organizations.plans.schemas import Feature
from app.programs.configuration import NAMES_OF_OTHERS, read_settings
from tests.databases import migrated_database
from tests.platform.commands import chamado

DATABASE = "postgresql://chamado_app:secret@127.0.0.1:1/chamado"
OWNER = "postgresql://chamado_owner:secret@127.0.0.1:1/chamado"
REDIS = "redis://:secret@127.0.0.1:1/0"
#: What production needs at least.
PRODUCTION = {
    "env": "production",
    "secret_key": "s" * 32,
    "database_url": DATABASE,
    "redis_url": REDIS,
}
FOUNDING = {
    "--name": "Conecta",
    "--domain": "conecta",
    "--manager": "Regina Prado",
    "--username": "regina",
    "--email": "regina@conecta.example",
}


@pytest.fixture
def given(servers: Servers) -> dict[str, str]:
    """Settings that name servers, with a database that nobody else works in."""
    own = migrated_database(servers, f"commands_{uuid4().hex[:12]}")
    return {
        "CHAMADO_DATABASE_URL": own.database_url,
        "CHAMADO_OWNER_DATABASE_URL": own.owner_database_url,
        "CHAMADO_REDIS_URL": own.redis_url,
        "CHAMADO_SECRET_KEY": "commands sign with a secret of their own",
    }


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"database_url": DATABASE}, "go together"),
        ({"redis_url": REDIS}, "go together"),
        ({"database_url": DATABASE, "owner_database_url": OWNER}, "go together"),
        ({"owner_database_url": OWNER}, "CHAMADO_OWNER_DATABASE_URL is of use only with"),
        ({"secret_key": "short"}, "too short"),
        (PRODUCTION | {"secret_key": ""}, "production needs its own"),
        (PRODUCTION | {"database_url": "", "redis_url": ""}, "CHAMADO_EMBEDDED_SERVERS=true"),
    ],
)
def test_contradictory_settings_are_refused_without_their_values(
    settings: dict[str, str], words: str
) -> None:
    with pytest.raises(ValidationError, match=words) as refused:
        Settings(_env_file=None, **settings)  # type: ignore[arg-type]  # as the environment has them
    [wrong] = refused.value.errors()
    assert "secret@" not in wrong["msg"]


def test_production_refuses_every_secret_that_compose_shows() -> None:
    shown = re.findall(
        r"\$\{(CHAMADO_\w+):-([^}]+)\}", Path("compose.yaml").read_text(encoding="utf-8")
    )
    secrets = {name: value for name, value in shown if name.endswith(("_PASSWORD", "_KEY"))}
    login = "postgresql://x:{}@db:5432/chamado"
    given = {
        "CHAMADO_SECRET_KEY": ("secret_key", "{}"),
        "CHAMADO_APP_PASSWORD": ("database_url", login),
        "CHAMADO_OWNER_PASSWORD": ("owner_database_url", login),
        "CHAMADO_VALKEY_PASSWORD": ("redis_url", "redis://:{}@valkey:6379/0"),
    }
    # The others are read by PostgreSQL and by the store of files alone.
    assert secrets.keys() - given.keys() == {"CHAMADO_SUPERUSER_PASSWORD", "CHAMADO_FILES_PASSWORD"}
    for name, (field, form) in given.items():
        shown_to_all = PRODUCTION | {field: form.format(secrets[name])}
        with pytest.raises(ValidationError, match="which everybody knows"):
            Settings(_env_file=None, **shown_to_all)  # type: ignore[arg-type]


@pytest.mark.parametrize("command", ["run", "serve", "worker", "migrate", "seed"])
@pytest.mark.parametrize(
    "half",
    [
        {"CHAMADO_OWNER_DATABASE_URL": OWNER},
        {"CHAMADO_DATABASE_URL": DATABASE},
        {"CHAMADO_ENV": "production", "CHAMADO_SECRET_KEY": "s" * 32},
        {"CHAMADO_ENV": "production", "CHAMADO_EMBEDDED_SERVERS": "true"},
        {"CHAMADO_PORT": "many"},
        {"CHAMADO_SMTP_URL": "nonsense"},
        {"CHAMADO_TRAVEL_URL": "https://osrm.example"},
        {"CHAMADO_TRUSTED_PROXIES": "10.0.0.0/8"},
    ],
    ids="+".join,
)
def test_no_command_starts_anything_with_half_of_its_settings(
    tmp_path: Path, command: str, half: dict[str, str]
) -> None:
    home = tmp_path / "home"
    refused = chamado(command, CHAMADO_HOME=str(home), **half)
    assert refused.returncode == 1
    assert re.fullmatch(r"chamado: .*CHAMADO_.*\.\n", refused.stderr), refused.stderr
    assert not home.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"CHAMADO_TRUSTED_PROXIES": '["nowhere"]'},
        {"CHAMADO_PUBLIC_URL": "desk.example"},
        {"CHAMADO_WEB_URL": "https://"},
        {"CHAMADO_OTLP_URL": "http://collector:many"},
        {"CHAMADO_CORS_ORIGINS": '["https://app.example/path"]'},
        {"CHAMADO_SECRET_KEY": f"a{40 * ' '}b"},
        {"CHAMADO_PREVIOUS_SECRET_KEYS": '["short"]'},
        {"CHAMADO_METRICS_PORT": "8000"},
        {"CHAMADO_PORT": "0"},
    ],
    ids="+".join,
)
def test_a_setting_that_cannot_work_is_refused_once(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(CannotStartError) as refused:
        read_settings()
    words = str(refused.value).rstrip(".").split("; ")
    assert len(words) == len(set(words)) == 1
    assert next(iter(wrong)).removeprefix("CHAMADO_") in words[0]


@pytest.mark.parametrize(
    "command",
    [
        *(["serve"], ["worker"], ["seed"], ["status"], ["dead-letters"]),
        *(["backup", "copy"], ["plan", "nobody"]),
        ["organization", *(word for pair in FOUNDING.items() for word in pair)],
    ],
    ids=lambda words: words[0],
)
def test_a_command_that_looks_makes_nothing(tmp_path: Path, command: list[str]) -> None:
    home = tmp_path / "home"
    refused = chamado(*command, CHAMADO_HOME=str(home))
    assert refused.returncode == 1
    assert f"There is nothing in {home} yet: begin with `chamado run`" in refused.stderr
    assert not home.exists()


def test_an_empty_setting_is_as_if_it_were_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.setenv(f"CHAMADO_{name.upper()}", "")
    assert Settings(_env_file=None).home == Settings.model_fields["home"].default


def test_a_name_that_nothing_reads_is_reported(given: dict[str, str]) -> None:
    told = chamado(
        *("plan", "nobody"),
        **given,
        CHAMADO_SECERT_KEY="x",
        CHAMADO_X="x",
        CHAMADO_APP_PASSWORD="x",
    )
    assert "CHAMADO_SECERT_KEY is no setting. Is CHAMADO_SECRET_KEY meant?\n" in told.stderr
    assert "CHAMADO_X is no setting.\n" in told.stderr
    assert "CHAMADO_APP_PASSWORD" not in told.stderr


def test_names_that_others_read_are_known() -> None:
    settings = {f"CHAMADO_{name.upper()}" for name in Settings.model_fields}
    read = Path("compose.yaml").read_text() + Path("migrations/roles.sql").read_text()
    assert set(re.findall(r"CHAMADO_\w+", read)) - settings == NAMES_OF_OTHERS


@pytest.mark.parametrize("command", ["migrate", "seed", "plan", "organization"])
def test_a_command_says_which_database_it_works_on(given: dict[str, str], command: str) -> None:
    options = {"plan": ["nobody"]}.get(command, [])
    told = chamado(command, *options, **given)
    where = given["CHAMADO_DATABASE_URL"].rpartition("@")[2]
    assert f"Database: {where}\n" in told.stderr
    assert "chamado_" not in told.stderr


def test_an_embedded_database_is_called_so(tmp_path: Path) -> None:
    told = chamado("migrate", CHAMADO_HOME=str(tmp_path / "home"))
    assert told.returncode == 0, told.stderr
    assert re.search(rf"^Database: 127.*, embedded in {tmp_path}/home$", told.stderr, re.MULTILINE)


def test_an_organization_is_founded_without_a_question_when_all_is_given(
    given: dict[str, str],
) -> None:
    founded = chamado(
        "organization", *(word for pair in FOUNDING.items() for word in pair), **given
    )
    assert founded.returncode == 0, founded.stderr
    said, password = founded.stdout.splitlines()
    assert said == "Conecta signs in with domain conecta, company matriz, user regina."
    assert password.startswith("The password, shown only now: ")


def test_a_founding_is_refused_whole_in_words_of_ours(given: dict[str, str]) -> None:
    wrong = FOUNDING | {"--domain": "no domain", "--username": "Regina!", "--email": "regina"}
    refused = chamado("organization", *(word for pair in wrong.items() for word in pair), **given)
    assert refused.returncode == 1
    assert "--domain: Use small letters, digits, hyphens and dots" in refused.stderr
    assert "--username: This value is not valid. Name with which" in refused.stderr
    assert "--email: " in refused.stderr
    assert "regex" not in refused.stderr


def test_a_domain_is_told_as_people_sign_in_with_it(given: dict[str, str]) -> None:
    told = FOUNDING | {"--domain": "CONECTA"}
    founded = chamado(
        *("organization", "--password-stdin"),
        *(word for pair in told.items() for word in pair),
        typed="uma senha que ninguém adivinha\n",
        **given,
    )
    assert founded.stdout == (
        "Conecta signs in with domain conecta, company matriz, user regina.\n"
    ), founded.stderr
    again = chamado("organization", *(word for pair in told.items() for word in pair), **given)
    assert "domain" in again.stderr


def test_where_nobody_can_be_asked_what_is_missing_is_named(given: dict[str, str]) -> None:
    refused = chamado("organization", "--name", "Conecta", "--manager", "Regina Prado", **given)
    assert refused.returncode == 1
    assert "Give --domain, --username, --email too." in refused.stderr


def test_a_plan_is_read_and_only_what_is_named_of_it_changes(given: dict[str, str]) -> None:
    founded = chamado(
        "organization", *(word for pair in FOUNDING.items() for word in pair), **given
    )
    assert founded.returncode == 0, founded.stderr

    def plan(*options: str) -> str:
        told = chamado("plan", "conecta", *options, **given)
        assert told.returncode == 0, told.stderr
        return told.stdout

    form = "Conecta\n  Technicians  0 active, {} allowed\n  Features     {}\n"
    assert plan() == form.format("any number", "everything")
    assert plan("--technicians", "5") == form.format("5", "everything")
    assert plan("--feature", "network", "--feature", "chat") == form.format("5", "chat, network")
    assert plan() == form.format("5", "chat, network")
    assert plan("--technicians", "any") == form.format("any number", "chat, network")
    assert plan("--feature", "none") == form.format("any number", "nothing")
    assert plan("--feature", "all") == form.format("any number", "everything")
    for wrong in (["--technicians", "-1"], ["--feature", "all", "--feature", "chat"]):
        refused = chamado("plan", "conecta", *wrong, **given)
        assert refused.returncode == 1
        assert "Technicians are a number or `any`" in refused.stderr


def test_the_help_of_a_plan_lists_the_features() -> None:
    words = " ".join(chamado("plan", "--help").stdout.split())
    listed = words.partition("All that is included, of ")[2].partition(";")[0]
    assert set(re.findall(r"\w+", listed)) - {"and"} == set(Feature)


def test_every_command_fits_its_line_of_the_help() -> None:
    _, _, commands = chamado("--help", COLUMNS="80").stdout.partition("Commands:")
    assert "..." not in commands


def test_a_migration_that_would_change_nothing_is_not_written(given: dict[str, str]) -> None:
    refused = chamado("migration", "nothing at all", **given)
    assert refused.returncode == 1
    assert "The models have nothing that the database has not." in refused.stderr
    assert not list(Path("migrations/versions").glob("*nothing*"))
