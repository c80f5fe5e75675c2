"""What is counted, read back with the parser of Prometheus' own library."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.runtime.monitoring.metrics import Metrics
from news.answer import Answer, Verdict
from news.brief import Brief, BriefRequest
from news.digest import Delivery
from news.errors import Unreachable
from news.source import FetchResult
from news.window import Window
from storage.sqlite.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
DIGEST = Delivery("T1", "d1|2026-11-20|09:00", "d1", "C024BE91L", NOW, "sent", NOW)


@pytest.fixture
def metrics(tmp_path: Path) -> Iterator[Metrics]:
    with Store(tmp_path / "newsbrief.db") as store:
        yield Metrics(store, lambda: NOW + timedelta(seconds=90))


def read(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """Return each sample by its name and the values of its labels."""
    text = metrics.render().decode()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_each_kind_of_work_is_counted(metrics: Metrics) -> None:
    callbacks = metrics.service_callbacks
    window = Window(NOW - timedelta(days=1), NOW)
    callbacks.on_polled(FetchResult("s1", NOW), 3, 1, 20)
    callbacks.on_polled(FetchResult("s1", NOW, failures=(Unreachable("s1", "no answer"),)), 0, 0, 0)
    callbacks.on_brief(Brief("b1", BriefRequest("T1", "C1", window), NOW, (), (), 0))
    callbacks.on_answer(Answer("Who is it?", Verdict.NO_ANSWER))
    metrics.count_slack_error("chat.postMessage", "ratelimited")

    samples = read(metrics)

    assert samples["newsbrief_polls_total", "ok"] == 1
    assert samples["newsbrief_polls_total", "failed"] == 1
    assert samples["newsbrief_articles_total", "new"] == 3
    assert samples["newsbrief_articles_total", "known"] == 20
    assert samples["newsbrief_briefs_total", "empty"] == 1
    assert samples["newsbrief_answers_total", str(Verdict.NO_ANSWER)] == 1
    assert samples["newsbrief_slack_errors_total", "ratelimited", "chat.postMessage"] == 1


def test_lateness_counts_from_when_a_message_was_due_or_could_be_sent(metrics: Metrics) -> None:
    metrics.count_delivery(DIGEST)
    metrics.count_delivery(Delivery("T1", "d2|x", "d2", "C1", NOW, "sent", NOW + timedelta(seconds=89)))
    metrics.count_delivery(Delivery("T1", "post|x", "", "C1", NOW, "failed", NOW))

    samples = read(metrics)

    assert samples["newsbrief_deliveries_total", "digest", "sent"] == 2
    assert samples["newsbrief_deliveries_total", "post", "failed"] == 1
    assert samples["newsbrief_delivery_lateness_seconds_bucket", "digest", "1.0"] == 1
    assert samples["newsbrief_delivery_lateness_seconds_bucket", "digest", "120.0"] == 2
    assert samples["newsbrief_delivery_lateness_seconds_sum", "digest"] == 91


def test_sizes_queues_and_sockets_are_read_at_each_scrape(metrics: Metrics) -> None:
    metrics.add_gauges("queued_jobs", "Jobs.", "queue", lambda: {"answers": 4})

    samples = read(metrics)

    assert samples["newsbrief_queued_jobs", "answers"] == 4
    assert samples["newsbrief_database_bytes", "used"] > 0
    assert samples["newsbrief_database_bytes", "log"] > 0
    assert samples["newsbrief_outbox_messages", "pending"] == 0
    assert samples["newsbrief_threads",] >= 1
    assert samples["process_resident_memory_bytes",] > 1e6
    assert samples["process_open_fds",] > 1


def test_no_label_names_a_place_or_a_person(metrics: Metrics) -> None:
    metrics.count_delivery(DIGEST)

    text = metrics.render().decode()

    assert set(re.findall(r"(\w+)=\"", text)) <= {
        "result", "verdict", "kind", "state", "le", "method", "error", "part", "version", "queue",
    }  # fmt: skip
    assert DIGEST.channel not in text
    assert DIGEST.subscription_id + "|" not in text
