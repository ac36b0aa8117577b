"""The settings of a command, judged as a whole before anything starts."""

from collections.abc import Iterator
from difflib import get_close_matches
from urllib.parse import urlsplit

import typer
from pydantic import ValidationError
from pydantic_settings import DotEnvSettingsSource, EnvSettingsSource, SettingsError

from app.core.settings import Settings
from app.embedded.processes import CannotStartError
from app.gateways.dns import DnsResolver
from app.gateways.mail import mailer_from
from app.gateways.storage import storage_from
from app.gateways.travel import travel_from

_PREFIX = "CHAMADO_"
#: Characters that a secret has at least.
_SECRET = 32
#: Read by compose.yaml and migrations/roles.sql, which may share our environment and `.env`.
NAMES_OF_OTHERS = {
    *("CHAMADO_APP_PASSWORD", "CHAMADO_OWNER_PASSWORD", "CHAMADO_SUPERUSER_PASSWORD"),
    *("CHAMADO_BACKUP_PASSWORD", "CHAMADO_VALKEY_PASSWORD", "CHAMADO_FILES_PASSWORD"),
}


def read_settings() -> Settings:
    """The settings, refused as a whole when they make no sense; unknown names are reported."""
    try:
        settings = Settings()
    except ValidationError as error:
        raise CannotStartError(f"{_what_is_wrong(error)}.") from None
    except SettingsError as error:
        names = [n for n in Settings.model_fields if f'"{n}"' in str(error)]
        name = f"{_PREFIX}{names[0].upper()}" if names else "A setting"
        raise CannotStartError(f'{name} is a list in JSON: ["…", "…"].') from None
    for warning in unknown_names():
        typer.echo(f"chamado: {warning}", err=True)
    if wrong := [*_contradictions(settings)]:
        raise CannotStartError(f"{'; '.join(wrong)}.")
    return settings.model_copy(update={"home": settings.home.absolute()})


def unknown_names() -> Iterator[str]:
    """A sentence for each CHAMADO_* name of the environment or `.env` that nothing reads."""
    known = {name.upper() for name in Settings.model_fields}
    sources = (EnvSettingsSource(Settings), DotEnvSettingsSource(Settings))
    given = {name.upper() for source in sources for name in source.env_vars}
    ours = {
        name.removeprefix(_PREFIX) for name in given - NAMES_OF_OTHERS if name.startswith(_PREFIX)
    }
    for name in sorted(ours - known):
        meant = get_close_matches(name, known, 1)
        yield f"{_PREFIX}{name} is no setting." + (
            f" Is {_PREFIX}{meant[0]} meant?" if meant else ""
        )


def _what_is_wrong(error: ValidationError) -> str:
    """Names of the wrong settings, each with the first reason; never their values."""
    reasons: dict[str, str] = {}
    for wrong in error.errors():
        words = str(wrong["msg"]).removeprefix("Value error, ")
        # What is about several settings names them itself.
        name = f"{_PREFIX}{str(wrong['loc'][0]).upper()}: " if wrong["loc"] else ""
        reasons.setdefault(name, name + words)
    return "; ".join(reasons.values())


def _contradictions(settings: Settings) -> Iterator[str]:
    """Wrong settings that `Settings` cannot judge: addresses, which gateways take, and the like."""
    for name, given, make in (
        ("STORAGE_URL", settings.storage_url, lambda url: storage_from(url, settings.home)),
        ("SMTP_URL", settings.smtp_url, lambda url: mailer_from(url, settings.home)),
        ("TRAVEL_URL", settings.travel_url, lambda url: travel_from(url)),  # noqa: PLW0108 - typed
        ("DNS_SERVERS", settings.dns_servers, DnsResolver),
    ):
        try:
            if given:
                make(given)
        except ValueError as error:
            yield f"{_PREFIX}{name}: {error}"
    for name in ("PUBLIC_URL", "WEB_URL", "OTLP_URL"):
        url = getattr(settings, name.lower())
        if url and not _is_web_address(url):
            yield f"{_PREFIX}{name}: an address is like https://chamado.example"
    if not all(_is_web_address(origin, is_origin=True) for origin in settings.cors_origins):
        yield f"{_PREFIX}CORS_ORIGINS: an origin is like https://app.example, without a path"
    secrets = [each.get_secret_value() for each in settings.previous_secret_keys]
    if any(_strength(secret) < _SECRET for secret in secrets):
        yield f"{_PREFIX}PREVIOUS_SECRET_KEYS: one is too short to have signed anything"
    if 0 < _strength(settings.secret_key.get_secret_value()) < _SECRET:
        yield f"{_PREFIX}SECRET_KEY is too short: blanks do not count"
    ports = [settings.port, settings.metrics_port, settings.worker_metrics_port]
    taken = [port for port in ports if port]
    if len(taken) > len(set(taken)):
        yield f"{_PREFIX}PORT, METRICS_PORT and WORKER_METRICS_PORT: each needs a port of its own"


def _strength(secret: str) -> int:
    return len("".join(secret.split()))


def _is_web_address(url: str, *, is_origin: bool = False) -> bool:
    if is_origin and url == "*":
        return True
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    rest = parts.path + parts.query + parts.fragment
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and not any(character.isspace() for character in url)
        and not (is_origin and rest)
    )
