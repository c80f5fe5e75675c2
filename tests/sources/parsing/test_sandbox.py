"""A parser process can open no socket, start no program and use no more than a document needs."""

from __future__ import annotations

import platform
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from paths import ROOT

from sources.parsing import sandbox
from sources.parsing.worker_pool import ParserPool

FEED = b"<rss version='2.0'><channel><title>Ferries</title><item><title>Late</title></item></channel></rss>"
pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in {"x86_64", "aarch64"},
    reason="Linux alone has the filter",
)


def run_sandboxed(code: str) -> subprocess.CompletedProcess[str]:
    program = f"from sources.parsing import sandbox\nimport os, socket, subprocess\n{code}"
    return subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True, cwd=ROOT, timeout=100
    )


@pytest.mark.parametrize(
    "forbidden",
    [
        "socket.socket(socket.AF_INET, socket.SOCK_STREAM)",
        "socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
        "socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)",
        "subprocess.run(['true'])",
    ],
)
def test_sockets_and_programs_are_refused(forbidden: str) -> None:
    done = run_sandboxed(
        f"assert sandbox.close_network()\nprint(open('pyproject.toml').readline())\n{forbidden}"
    )

    assert "[build-system]" in done.stdout
    assert "PermissionError" in done.stderr


def test_an_inherited_socket_cannot_be_connected() -> None:
    done = run_sandboxed(
        "other = socket.socket()\nassert sandbox.close_network()\nother.connect(('127.0.0.1', 9))"
    )

    assert "PermissionError" in done.stderr


def test_an_endless_loop_ends_without_its_parent() -> None:
    done = run_sandboxed("sandbox.MAX_CPU_SECONDS = 1\nsandbox.limit_cpu_time()\nwhile True: pass")

    assert done.returncode == -signal.SIGXCPU


def test_too_much_memory_is_refused() -> None:
    done = run_sandboxed("sandbox.limit_memory()\nbytearray(sandbox.MAX_MEMORY_BYTES)")

    assert "MemoryError" in done.stderr


def test_the_processes_of_the_pool_are_limited() -> None:
    with ParserPool() as pool:
        assert pool.parse_feed(FEED).title == "Ferries"
        process = pool._processes[0].process
        assert process is not None
        status = Path(f"/proc/{process.pid}/status").read_text()
        limits = Path(f"/proc/{process.pid}/limits").read_text()

    assert re.search(r"^Seccomp:\s+2$", status, re.MULTILINE)
    assert re.search(r"^NoNewPrivs:\s+1$", status, re.MULTILINE)
    assert re.search(r"^Max core file size\s+0\s+0\s", limits, re.MULTILINE)
    assert re.search(rf"^Max address space\s+{sandbox.MAX_MEMORY_BYTES}\s", limits, re.MULTILINE)
    assert re.search(r"^Max cpu time\s+\d+\s", limits, re.MULTILINE)
