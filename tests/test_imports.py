"""Importing a module does no work: heavy libraries load where they are used."""

from __future__ import annotations

import subprocess
import sys

import pytest
from paths import ROOT

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
