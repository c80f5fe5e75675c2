"""A data folder of each test's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from mcp_archive import Archive

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "home")
