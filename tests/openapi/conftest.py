"""The contract that these tests read."""

from typing import Any

import pytest
from fastapi import FastAPI

from app.contract.openapi.document import operations
from tests.live import demo_url

__all__ = ["demo_url"]


@pytest.fixture
def document(app: FastAPI) -> dict[str, Any]:
    """The contract as the code makes it."""
    return app.openapi()


@pytest.fixture
def every_operation(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """operationId -> operation."""
    return {operation["operationId"]: operation for _, _, operation in operations(document)}
