"""Settings of an installation; `.env.example` lists them for operators."""

from collections.abc import Iterator
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

#: Secrets that compose.yaml shows to everybody: for trying it out, and for nothing else.
_PUBLISHED = {
    "only-for-trying-it-out-on-this-machine",
    *("chamado-app", "chamado-owner", "chamado-valkey"),
}
_BOTH = "CHAMADO_DATABASE_URL and CHAMADO_REDIS_URL"


class Settings(BaseSettings):
    """Read once, in the composition roots; everything else is handed what it needs."""

    model_config = SettingsConfigDict(
        env_prefix="CHAMADO_",
        env_file=".env",
        extra="ignore",
        frozen=True,
        env_ignore_empty=True,  # as .env.example has it: empty is as if it were not there
    )

    env: Literal["development", "test", "production"] = "development"
    home: Path = Field(Path("var"), description="Folder of the embedded servers, files and mails.")
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65535)
    logs: Literal["", "json", "text"] = Field("", description="Empty: text in development only.")
    metrics_host: str = Field("127.0.0.1", description="Where metrics are answered.")
    metrics_port: int = Field(0, ge=0, le=65535, description="Metrics of the API; 0: none.")
    worker_metrics_port: int = Field(
        0, ge=0, le=65535, description="Metrics of the worker; 0: none."
    )
    otlp_url: str = Field("", description="Collector of traces, by OTLP over HTTP; empty: none.")
    public_url: str = Field("", description="How callers reach the API; empty: host and port.")
    web_url: str = Field("", description="Where links in mails lead; empty: as the public URL.")
    platform_domain: str = Field(
        "", description="Domain of the organization that supports all others; empty: there is none."
    )

    database_url: str = Field("", description="Login of chamado_app; empty: embedded PostgreSQL.")
    owner_database_url: str = Field("", description="Login of chamado_owner; migrations only.")
    backup_database_url: str = Field(
        "", description="Login of chamado_backup; to restore, that of a superuser."
    )
    redis_url: str = Field("", description="Valkey or Redis; empty: embedded Valkey.")
    embedded_servers: bool = Field(
        False, description="Production without these addresses uses embedded servers."
    )
    storage_url: str = Field("", description="s3://, gs://, az://; empty: folder `files` in home.")
    smtp_url: str = Field("", description="smtp(s)://user:password@host:port; empty: .eml files.")
    travel_url: str = Field(
        "", description="Routing server: osrm+https://, valhalla+https://; empty: estimates."
    )
    dns_servers: list[str] = Field(
        [], description="Name servers that verify domains, address or address:port; empty: ours."
    )
    mail_from: str = "Chamado <chamado@localhost>"

    secret_key: SecretStr = Field(
        SecretStr(""),
        description="Signs access tokens and cursors; 32+ characters. Empty: made once in home.",
    )
    previous_secret_keys: list[SecretStr] = Field(
        [], description="Secrets of before: what they signed or encrypted is still accepted."
    )
    access_token_minutes: int = Field(15, ge=1, le=60)
    refresh_token_days: int = Field(30, ge=1, le=365)

    read_pool_size: int = Field(8, ge=1, description="Connections for reads, per API process.")
    write_pool_size: int = Field(8, ge=1, description="Connections for changes, per process.")

    read_limit: int = Field(1200, ge=1, description="Reads per minute and principal.")
    write_limit: int = Field(600, ge=1, description="Changes per minute and principal.")
    search_limit: int = Field(120, ge=1, description="Text searches per minute and principal.")
    export_limit: int = Field(10, ge=1, description="Exports per minute and principal.")
    sign_in_address_limit: int = Field(60, ge=1, description="Sign-ins per minute, per address.")
    trusted_proxies: list[IPv4Network | IPv6Network] = Field(
        [], description="Whose X-Forwarded-For tells the address of a caller; empty: nobody's."
    )
    cors_origins: list[str] = Field([], description="Origins of browsers that may call the API.")
    max_body_bytes: int = Field(4_194_304, ge=1024, description="Largest request body.")
    max_upload_bytes: int = Field(
        11_534_336, ge=1024, description="Largest body that uploads a file (multipart/form-data)."
    )

    @model_validator(mode="after")
    def _refuse_contradictions(self) -> Self:
        """Say everything that is wrong at once, and no value of it: an address holds a password."""
        if wrong := [words for is_so, words in self._contradictions() if is_so]:
            raise ValueError("; ".join(wrong))
        return self

    def _contradictions(self) -> Iterator[tuple[bool, str]]:
        production = self.env == "production"
        given = [bool(self.database_url), bool(self.redis_url)]
        secret = self.secret_key.get_secret_value()
        yield production and not secret, "CHAMADO_SECRET_KEY is not set: production needs its own"
        yield 0 < len(secret) < 32, "CHAMADO_SECRET_KEY is too short: use 32 characters or more"
        yield any(given) and not all(given), f"{_BOTH} go together: set both, or neither"
        yield (
            bool(self.owner_database_url) and not any(given),
            f"CHAMADO_OWNER_DATABASE_URL is of use only with {_BOTH}",
        )
        yield (
            production and not any(given) and not self.embedded_servers,
            f"{_BOTH} are not set; production needs CHAMADO_EMBEDDED_SERVERS=true to do without",
        )
        for name, value in (
            ("SECRET_KEY", secret),
            ("DATABASE_URL", urlsplit(self.database_url).password),
            ("OWNER_DATABASE_URL", urlsplit(self.owner_database_url).password),
            ("REDIS_URL", urlsplit(self.redis_url).password),
        ):
            words = f"CHAMADO_{name} holds the secret of compose.yaml, which everybody knows"
            yield production and value in _PUBLISHED, words

    @property
    def logs_as_json(self) -> bool:
        return (self.logs or ("text" if self.env == "development" else "json")) == "json"

    @property
    def base_url(self) -> str:
        """Beginning of links in mails and documents, without a trailing slash."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def links_url(self) -> str:
        """Address of the front end, in which people open the links of mails."""
        return self.web_url.rstrip("/") or self.base_url
