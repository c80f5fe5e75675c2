"""The state of a digest before a change, as text that a button carries: "Undo" brings it back."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime, time
from typing import Any

from news.brief import SectionKind
from news.digest import Subscription

_FIELDS = {field.name: field for field in fields(Subscription)}
_TUPLES = frozenset({"weekdays", "topics", "excluded_terms", "source_ids"})


def encode_digest(subscription: Subscription) -> str:
    """Return a digest as text; fields with their default value are left out."""
    values = {
        name: _encode(getattr(subscription, name))
        for name, field in _FIELDS.items()
        if getattr(subscription, name) != field.default
    }
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def decode_digest(text: str) -> Subscription:
    """Return the digest of a text that `encode_digest` returned."""
    return Subscription(**{name: _decode(name, value) for name, value in json.loads(text).items()})


# ---- private


def _encode(value: object) -> object:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_encode(each) for each in value]
    return value


def _decode(name: str, value: Any) -> Any:  # noqa: ANN401 - a value of JSON
    if name in {"wall_times", "quiet_hours"}:
        return tuple(map(time.fromisoformat, value)) if value else None
    if name in {"created_at", "skip_until"}:
        return datetime.fromisoformat(value) if value else None
    if name == "sections":
        return SectionKind(value)
    return tuple(value) if name in _TUPLES else value
