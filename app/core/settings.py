"""Settings of an installation; `.env.example` lists them for operators."""

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Read once, in the composition roots; everything else is handed what it needs."""

    model_config = SettingsConfigDict(
        env_prefix="CHAMADO_", env_file=".env", extra="ignore", frozen=True
    )

    env: Literal["development", "test", "production"] = "development"
    home: Path = Field(Path("var"), description="Folder of the embedded servers, files and mails.")
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    logs: Literal["", "json", "text"] = Field("", description="Empty: text in development only.")
    public_url: str = Field("", description="How callers reach the API; empty: host and port.")
    web_url: str = Field("", description="Where links in mails lead; empty: as the public URL.")
    platform_domain: str = Field(
        "", description="Domain of the organization that supports all others; empty: there is none."
    )

    database_url: str = Field("", description="Login of chamado_app; empty: embedded PostgreSQL.")
    owner_database_url: str = Field("", description="Login of chamado_owner; migrations only.")
    redis_url: str = Field("", description="Valkey or Redis; empty: embedded Valkey.")
    storage_url: str = Field("", description="s3://, gs://, az://; empty: folder `files` in home.")
    smtp_url: str = Field("", description="smtp(s)://user:password@host:port; empty: .eml files.")
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
    cors_origins: list[str] = Field([], description="Origins of browsers that may call the API.")
    max_body_bytes: int = Field(4_194_304, ge=1024, description="Largest request body.")

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
