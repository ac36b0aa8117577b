"""A second process of the API, to see that what one is told the others feel."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI

from app.core.settings import Settings
from app.main import create_app


@pytest.fixture
async def second(settings: Settings, app: FastAPI) -> AsyncIterator[FastAPI]:
    """Another process of the API, as far as what it has verified and hears goes."""
    other = create_app(settings)
    async with other.router.lifespan_context(other):
        yield other
