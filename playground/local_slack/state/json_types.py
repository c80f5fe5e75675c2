"""The type of the JSON objects that Slack and an app exchange."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
