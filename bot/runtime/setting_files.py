"""The files that settings are read from: .env files, and the files that settings such as SLACK_BOT_TOKEN_FILE name."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from news.errors import InvalidSetting, SettingProblem

if TYPE_CHECKING:
    from collections.abc import Mapping

ENV_FILE = ".env"
FILE_SUFFIX = "_FILE"
_SETTING_PATTERN = re.compile(r"(?:SLACK|NEWSBRIEF)_[A-Z0-9_]+_FILE")
# A login or header begins with an address. Its name is free, and may end in _FILE as well.
_ADDRESS_PATTERN = re.compile(r"\s*https?://")
# These are files themselves: nobody means the content of the clock's file as a setting.
_NOT_CONTENTS = frozenset({"NEWSBRIEF_CLOCK_FILE"})
# Secrets are short. A setting that names a large file by mistake is read only in part.
MAX_SECRET_BYTES = 64_000


def read_env_file(path: Path) -> dict[str, str]:
    """Return the settings in a .env file; none if there is no such file, or it cannot be read."""
    if not os.access(path, os.R_OK) or not path.is_file():
        return {}
    import dotenv  # noqa: PLC0415 - it loads slowly, and most folders have no such file

    return {name: value for name, value in dotenv.dotenv_values(path).items() if value is not None}


def update_env_file(path: Path, values: Mapping[str, str]) -> None:
    """Set settings in a .env file, which only its owner can read afterwards. All other lines stay as they are.

    Raises:
        OSError: the file cannot be written.
    """
    path = path.resolve()  # a link stays a link
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    missing_names = dict.fromkeys(values)
    for position, line in enumerate(lines):
        match = re.match(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=", line)
        if match and match[1] in values:
            lines[position] = f"{match[1]}={_quote(values[match[1]])}"
            missing_names.pop(match[1], None)
    lines += [f"{name}={_quote(values[name])}" for name in missing_names]
    # Made with mode 0600, and put in place whole: a crash leaves the old file or the new one.
    descriptor, new_name = tempfile.mkstemp(prefix=".env-", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as new_file:
            new_file.write("\n".join(lines) + "\n")
            new_file.flush()
            os.fsync(new_file.fileno())
        Path(new_name).replace(path)
    except BaseException:
        Path(new_name).unlink(missing_ok=True)
        raise


def read_named_files(env: Mapping[str, str], problems: list[InvalidSetting]) -> dict[str, str]:
    """Return the settings with the content of the file that NAME_FILE names as the value of NAME.

    A secret of Docker or Kubernetes is such a file. Problems are added to the list; they never repeat a content.
    """
    found = dict(env)
    for file_setting in sorted(env):
        if not _SETTING_PATTERN.fullmatch(file_setting) or file_setting in _NOT_CONTENTS:
            continue
        if not env[file_setting].strip() or _ADDRESS_PATTERN.match(env[file_setting]):
            continue
        name = file_setting.removesuffix(FILE_SUFFIX)
        path = Path(env[file_setting].strip()).expanduser()
        found.pop(file_setting)
        if env.get(name, "").strip():
            problems.append(InvalidSetting(name, SettingProblem.GIVEN_TWICE, {"other_name": file_setting}))
            continue
        try:
            with path.open("rb") as file:
                content = file.read(MAX_SECRET_BYTES)
            found[name] = content.decode("utf-8").strip()
        except (OSError, UnicodeDecodeError) as problem:
            cause = getattr(problem, "strerror", "") or "not a text"
            values = {"path": str(path), "cause": cause}
            problems.append(InvalidSetting(file_setting, SettingProblem.FILE_UNREADABLE, values))
    return found


# ---- private


def _quote(value: str) -> str:
    """Return a value as it stands in a .env file: in single quotes, where nothing is replaced, if it needs quotes."""
    if re.fullmatch(r"[\w.:/@%+,=~-]*", value, re.ASCII):
        return value
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
