"""A wheel, installed without the repository, does what a newcomer tries first."""

import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
from paths import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("wheel")]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run(
        sys.executable,
        *("-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-index"),
        *("--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(ROOT)),
    )
    return next(folder.glob("newsbrief-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the bin folder of an environment that holds the wheel, and the dependencies by a path file."""
    environment = tmp_path_factory.mktemp("environment")
    _run(sys.executable, "-m", "venv", "--without-pip", str(environment))
    site = next(environment.glob("lib/python3*/site-packages"))
    # Not a path file of that folder itself: its own path files, such as an editable install's, are not read.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    python = environment / "bin" / "python"
    _run(
        sys.executable,
        *("-m", "pip", "--disable-pip-version-check", "--python", str(python)),
        *("install", "--quiet", "--no-index", "--no-deps", "--ignore-installed", str(wheel)),
    )
    return environment / "bin"


def test_a_wheel_holds_data_types_and_the_manifest(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())

    assert {f"{name}/py.typed" for name in ("bot", "news", "sources", "storage", "summarize")} <= names
    assert {"bot/app.yaml", "seeds/packs/world.yaml", "summarize/data/weights.npz"} <= names
    assert not {name for name in names if name.startswith(("tests/", "bench/", "docs/"))}


def test_an_installed_wheel_runs_the_demo_in_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    shown = _run(str(installed / "newsbrief"), "demo", folder=tmp_path)

    assert "5 stories from" in shown
    assert "These articles don't say." in shown
    assert re.search(r"Verified: (\d+) of \1 sentences", shown)
    assert not list(tmp_path.iterdir())


def test_an_installed_wheel_prints_the_manifest(installed: Path, tmp_path: Path) -> None:
    assert _run(str(installed / "newsbrief"), "manifest", folder=tmp_path) == (ROOT / "app.yaml").read_text()


def test_an_installed_wheel_runs_its_own_code(installed: Path, tmp_path: Path) -> None:
    found = _run(str(installed / "python"), "-c", "import bot; print(bot.__file__)", folder=tmp_path)

    assert Path(found.strip()).is_relative_to(installed.parent)


def _run(*command: str, folder: Path | None = None) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder or Path.home()), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
