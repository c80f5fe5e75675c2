"""The systemd units: valid, hardened, and told when the bot is ready, alive and stopping."""

from __future__ import annotations

import getpass
import re
import shutil
import socket
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot.cli.main import newsbrief
from bot.cli.server.service import UNITS, render_unit
from bot.runtime.heartbeat import Heartbeat
from bot.runtime.process import service_manager

if TYPE_CHECKING:
    from collections.abc import Iterator

needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")


def _write_units(folder: Path) -> list[str]:
    for name in UNITS:
        # A user and a command that exist.
        unit = render_unit(name, getpass.getuser(), Path("/var/lib/newsbrief"))
        (folder / name).write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", unit))
    return [str(folder / name) for name in UNITS]


@needs_systemd
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "verify", *_write_units(tmp_path)], capture_output=True, text=True, check=False
    )

    ours = [line for line in done.stderr.splitlines() if "newsbrief" in line]
    assert (done.returncode, ours) == (0, [])


@needs_systemd
@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_the_units_expose_little(tmp_path: Path, name: str) -> None:
    _write_units(tmp_path)

    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=30", str(tmp_path / name)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout[-300:]


def test_a_unit_is_made_for_this_installation() -> None:
    shown = CliRunner().invoke(newsbrief, ["service", "--user", "news", "--folder", "/var/lib/brief"]).stdout

    command = re.search(r"(?m)^ExecStart=(\S+)", shown)
    assert command is not None
    assert Path(command[1]).is_file()
    assert "User=news\nStateDirectory=brief\n" in shown
    assert "$" not in shown


def test_a_folder_that_systemd_does_not_make_is_refused() -> None:
    done = CliRunner().invoke(newsbrief, ["service", "--folder", "/srv/newsbrief"])

    assert done.exit_code == 2
    assert "/srv/newsbrief isn't directly below /var/lib" in done.stderr


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    """The socket of a service manager."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(tmp_path / "notify"))
        listener.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        yield listener


def test_each_beat_tells_the_service_manager_that_the_bot_lives(
    tmp_path: Path, manager: socket.socket
) -> None:
    Heartbeat(tmp_path / "heartbeat").beat(datetime.now(UTC))

    assert manager.recv(100) == b"WATCHDOG=1"


def test_a_service_manager_that_is_gone_or_busy_does_not_stop_a_tick(
    tmp_path: Path, manager: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Nobody reads: the socket is full after some hundred messages.
    assert [service_manager.notify("WATCHDOG=1") for _ in range(5_000)].count(False) > 0
    manager.close()
    assert not service_manager.notify("WATCHDOG=1")
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nowhere"))
    assert not service_manager.notify("READY=1")
    monkeypatch.delenv("NOTIFY_SOCKET")
    assert not service_manager.notify("READY=1")


def test_a_socket_in_the_abstract_namespace_is_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind("\0newsbrief-test-notify")
        listener.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", "@newsbrief-test-notify")

        assert service_manager.notify(service_manager.READY)
        assert listener.recv(100) == b"READY=1"
