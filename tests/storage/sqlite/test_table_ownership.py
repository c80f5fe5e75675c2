"""Each table is written by one module, so that a reader finds every write of it in one place."""

from __future__ import annotations

import re

from paths import ROOT

WRITE_PATTERN = re.compile(r"(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+([a-z_]+)\b(?!\()")
# The indexes are written where the articles are; the check for damage goes through a command to them.
SHARED = {"articles_fts", "article_terms_fts"}


def test_each_table_is_written_by_one_module_alone() -> None:
    writers: dict[str, set[str]] = {}
    for path in sorted((ROOT / "storage" / "sqlite").rglob("*.py")):
        if path.stem in {"migrations", "schema"}:
            continue
        for table in WRITE_PATTERN.findall(path.read_text(encoding="utf-8")):
            writers.setdefault(table, set()).add(path.stem)

    writers = {table: modules for table, modules in writers.items() if table not in SHARED}
    assert {table: modules for table, modules in writers.items() if len(modules) > 1} == {}
    assert writers["outbox"] == {"outbox"}
    assert writers["subscriptions"] == {"subscriptions"}
    assert writers["quoted_history"] == {"quoted_history"}
    assert len(writers) == 22


def test_only_the_ledger_opens_a_transaction_over_several_repositories() -> None:
    """Functions that take an open transaction and belong to a repository with tables of its own."""
    parts = {"outbox": "outbox", "subscriptions": "subscriptions", "quoted_history": "quoted_history"}
    callers = set()
    for path in sorted((ROOT / "storage" / "sqlite").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if any(re.search(rf"(?<![.\w]){module}\.\w+\(\s*db\b", text) for module in parts):
            callers.add(path.stem)

    assert callers == {"ledger"}
