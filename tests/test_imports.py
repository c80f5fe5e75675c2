"""Importing a module does no work: heavy libraries load where they are used."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

HEAVY_LIBRARIES = ("nltk", "numpy", "onnxruntime", "py3langid", "scipy", "slack_bolt", "sumy", "trafilatura")
LIST_LOADED_LIBRARIES = """
import importlib, sys
importlib.import_module(sys.argv[1])
print(*sorted(set(sys.argv[2:]) & set(sys.modules)))
"""


@pytest.mark.parametrize(
    "module",
    [
        "bot.cli.main",
        "bot.services.services",
        "summarize.compose",
        "summarize.answers.answer",
        "summarize.answers.story_replies",
        "summarize.cleaning.preprocess",
        "summarize.extraction.baselines",
    ],
)
def test_importing_a_module_loads_no_heavy_library(module: str) -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", LIST_LOADED_LIBRARIES, module, *HEAVY_LIBRARIES],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert loaded.stdout.split() == []


LIST_LIBRARIES_LOADED_BY_A_COMMAND = """
import atexit, sys
from bot.cli.main import newsbrief
names = sys.argv[1].split()
atexit.register(lambda: print("loaded:", *sorted(set(names) & set(sys.modules))))
newsbrief(sys.argv[2:])
"""


@pytest.mark.parametrize("words", [("--help",), ("sources",), ("digests", "list")])
def test_a_short_command_loads_no_heavy_library(words: tuple[str, ...], tmp_path: Path) -> None:
    completed = subprocess.run(
        [sys.executable, "-c", LIST_LIBRARIES_LOADED_BY_A_COMMAND, " ".join(HEAVY_LIBRARIES), *words],
        cwd=ROOT,
        env=os.environ | {"NEWSBRIEF_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert completed.stdout.splitlines()[-1] == "loaded:"


def test_numpy_can_be_imported_after_the_store() -> None:
    code = "import storage.sqlite.store, sys; assert 'numpy' not in sys.modules; import numpy; print(numpy.int8(1))"
    completed = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert completed.stdout.strip() == "1"
