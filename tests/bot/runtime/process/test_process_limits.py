"""Secrets of the process leave it neither in a core dump nor to its children."""

from __future__ import annotations

import subprocess
import sys

from paths import ROOT

from bot.runtime.process import process_limits

CODE = """
import os, resource
from bot.runtime.process import process_limits
process_limits.disable_core_dumps()
assert resource.getrlimit(resource.RLIMIT_CORE) == (0, 0)
if os.fork() == 0:
    os.abort()
_, status = os.wait()
assert os.WIFSIGNALED(status) and not os.WCOREDUMP(status)
"""


def test_a_process_that_dies_leaves_no_core_dump() -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE], check=False, capture_output=True, text=True, cwd=ROOT, timeout=100
    )

    assert done.returncode == 0, done.stderr


def test_tokens_and_passwords_leave_the_environment_and_the_rest_stays() -> None:
    environment = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_APP_TOKEN_FILE": "/run/secrets/app",
        "SLACK_APP_TOKEN": "xapp-1",
        "SLACK_SIGNING_SECRET": "abcdef",
        "NEWSBRIEF_LOGIN_PAPER": "https://paper.example/ ada:word",
        "NEWSBRIEF_HEADER_PAPER": "https://paper.example/ X-Key: 1",
        "NEWSBRIEF_HEARTBEAT_URL": "https://watcher.example/key",
        "NEWSBRIEF_HOME": "/data",
        "PATH": "/usr/bin",
    }

    process_limits.forget_secrets(environment)

    assert environment == {"NEWSBRIEF_HOME": "/data", "PATH": "/usr/bin"}
