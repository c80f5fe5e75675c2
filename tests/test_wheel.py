"""A wheel, installed without the repository, does what a newcomer tries first."""

import os
import re
import shutil
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


# The last two resolve the dependencies themselves, from the package index that this machine is set up with.
INSTALLERS = {
    "pip": ("pip",),
    "uv tool install": ("uv", "tool", "install"),
    "uvx": ("uvx", "--from"),
    "pipx": ("pipx", "run", "--spec"),
}


@pytest.mark.untraced
@pytest.mark.timeout(900)
@pytest.mark.parametrize("way", INSTALLERS)
def test_each_way_of_installing_runs_the_demo(way: str, wheel: Path, tmp_path: Path) -> None:
    """Install the wheel with its dependencies as a newcomer would, and run the demo in an empty folder."""
    tool = INSTALLERS[way][0]
    if tool != "pip" and not shutil.which(tool):
        pytest.skip(f"{tool} is not installed here; `python -m pip install uv pipx` puts both on the PATH")
    (tmp_path / "empty").mkdir()
    given = {
        **os.environ,
        "HOME": str(tmp_path),
        "UV_TOOL_DIR": str(tmp_path / "tools"),
        "UV_TOOL_BIN_DIR": str(tmp_path / "bin"),
        "PIPX_HOME": str(tmp_path / "pipx"),
        "OMP_NUM_THREADS": "1",
    }
    given.pop("PYTHONPATH", None)  # the checkout's own code is not what is tested
    install: tuple[str, ...] = ()
    demo: tuple[str, ...]
    if way == "pip":
        _try(sys.executable, "-m", "venv", str(tmp_path / "venv"), given=given)
        install = (str(tmp_path / "venv" / "bin" / "python"), "-m", "pip", "install", "--quiet", str(wheel))
        demo = (str(tmp_path / "venv" / "bin" / "newsbrief"), "demo")
    elif way == "uv tool install":
        install = ("uv", "tool", "install", "--python", sys.executable, str(wheel))
        demo = (str(tmp_path / "bin" / "newsbrief"), "demo")
    else:
        python = ("--python", sys.executable)
        demo = (*INSTALLERS[way][:-1], *python, INSTALLERS[way][-1], str(wheel), "newsbrief", "demo")
    if install:
        _try(*install, given=given)
    shown = _try(*demo, given=given, folder=tmp_path / "empty")

    assert "5 stories from" in shown
    assert re.search(r"Verified: (\d+) of \1 sentences", shown)
    assert not list((tmp_path / "empty").iterdir())


def _try(*command: str, given: dict[str, str], folder: Path | None = None) -> str:
    """Run a command; skip the test if the machine cannot reach a package index."""
    done = subprocess.run(
        command, cwd=folder, env=given, capture_output=True, text=True, timeout=600, check=False
    )
    said = done.stdout + done.stderr
    if done.returncode and re.search(
        r"No matching distribution|connection|resolve host|dns error|timed out", said, re.IGNORECASE
    ):
        pytest.skip("the dependencies cannot be downloaded here")
    assert done.returncode == 0, said
    return done.stdout


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
