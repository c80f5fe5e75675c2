"""Starter packs: feed lists by subject or language that ship with Newsbrief (`seeds/packs`)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sources.lists.opml import Outline

PACKS_FOLDER = Path(__file__).resolve().parents[2] / "seeds" / "packs"


def list_packs() -> tuple[str, ...]:
    """Return the names of all starter packs."""
    return tuple(sorted(path.stem for path in PACKS_FOLDER.glob("*.yaml")))


def read_pack(name: str) -> tuple[Outline, ...]:
    """Return the feeds of a starter pack, in a folder named after the pack.

    The result is empty if there is no such pack.
    """
    if name.lower() not in list_packs():
        return ()
    import yaml  # noqa: PLC0415 - it loads slowly, and a list of the packs needs none

    from sources.lists.opml import Outline  # noqa: PLC0415 - the same, for lxml

    rows = yaml.safe_load((PACKS_FOLDER / f"{name.lower()}.yaml").read_text("utf-8"))
    return tuple(Outline(row["url"], row["title"], name.lower()) for row in rows)
