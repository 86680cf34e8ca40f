"""Storms are remembered in SQLite alone."""

import pytest


@pytest.fixture
def store() -> str:
    return "sqlite"
