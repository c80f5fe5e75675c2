"""JSON objects as they travel between Slack and an app."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
