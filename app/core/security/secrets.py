"""The secret of an installation, from which every key is derived."""

import os
import secrets
from pathlib import Path

from app.core.settings import Settings


def application_secrets(settings: Settings) -> list[str]:
    """The secret that is in use, and those that were before and still open what they closed."""
    return [
        application_secret(settings),
        *(secret.get_secret_value() for secret in settings.previous_secret_keys),
    ]


def application_secret(settings: Settings) -> str:
    """The configured secret; on a laptop one that is made once and kept in the data folder."""
    return settings.secret_key.get_secret_value() or _kept(settings.home / "secret")


def _kept(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".secret-{os.getpid()}")
    fresh.touch(mode=0o600)
    fresh.write_text(secrets.token_urlsafe(48))
    try:
        os.link(fresh, path)  # whoever comes first decides; the file is never half-written
    except FileExistsError:
        pass
    finally:
        fresh.unlink()
    return path.read_text().strip()
