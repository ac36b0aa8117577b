"""What an operator copies names every setting, with the default that the code has."""

from pathlib import Path

import pytest

from app.core.settings import Settings

EXAMPLE = Path(__file__).parents[2] / ".env.example"


def test_the_example_names_every_setting() -> None:
    assert [name.removeprefix("CHAMADO_").lower() for name in example()] == list(
        Settings.model_fields
    )


def test_the_example_shows_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in example():
        monkeypatch.delenv(name, raising=False)
    assert settings_from(EXAMPLE) == settings_from(None)


def example() -> dict[str, str]:
    lines = EXAMPLE.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def settings_from(file: Path | None) -> Settings:
    return Settings(_env_file=file)
