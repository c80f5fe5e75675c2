"""Starter packs: lists of real feeds by field and language, which come with Newsbrief (`seeds/packs`)."""

from __future__ import annotations

from pathlib import Path

import yaml

from sources.lists.opml import Outline

FOLDER = Path(__file__).resolve().parents[2] / "seeds" / "packs"


def names() -> tuple[str, ...]:
    """Give the names of all packs."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def read(name: str) -> tuple[Outline, ...]:
    """Give the feeds of a pack, in a folder of its name; none if there is no such pack."""
    if name.lower() not in names():
        return ()
    held = yaml.safe_load((FOLDER / f"{name.lower()}.yaml").read_text("utf-8"))
    return tuple(Outline(each["url"], each["title"], name.lower()) for each in held)
