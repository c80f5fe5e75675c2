"""Kill running bots repeatedly while Slack misbehaves, and count the digests in the channels.

    python -m bench.soak [--bots 5] [--slots 21000] [--kills 1020] [--seed 1] [--runs soak.jsonl]

Each bot is the real one, `newsbrief run`, in a separate process with its own data folder, local Slack and seed; its
clock is moved from outside, so that a day takes seconds. Slack's clock is 300 s behind the bot's at the start and 300 s
ahead at the end. Some days bring many long articles, whose digests take several messages. Digests are counted in the
messages that Slack accepted, by the slot's key in each message, not in the bot's own tables. Exits with status 1 if a
slot was not posted exactly once, or if an acknowledged article or digest is lost.

Most of a bot's life is waiting, for a start, a fault or the next kill: several at once use the machine better.

Ctrl-C ends a run early, and what was done until then counts. With `--runs`, each run is added to a file and the sum of
all runs in it is printed, so that a long soak can be done in parts; give each part a seed of its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import signal
import sys
import tempfile
import time
from pathlib import Path
from queue import Empty
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from bench.soak_bot import run_soak
from bench.soak_result import (
    SoakResult,
    append_run,
    count_result,
    print_details,
    print_table,
    sum_results,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.queues import Queue
    from multiprocessing.synchronize import Event

# Kills between two lines of progress where the output is no terminal.
KILLS_PER_LINE = 50


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the soak test and print the table of results."""
    parser = argparse.ArgumentParser(
        description="Kill bots while Slack misbehaves, and count what was posted."
    )
    parser.add_argument("--bots", type=int, default=5, help="that run at once, each on its own")
    parser.add_argument("--slots", type=int, default=21_000, help="that are due in all")
    parser.add_argument("--kills", type=int, default=1_020, help="with SIGKILL, at random instants")
    parser.add_argument("--seed", type=int, default=1, help="of the first bot; the next has the next")
    parser.add_argument("--minutes", type=float, default=1e9, help="after which no bot is killed again")
    parser.add_argument("--folder", type=Path, help="keep the data and logs of the bots here")
    parser.add_argument(
        "--runs", type=Path, help="add the result to this file, and print the sum of all in it"
    )
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="soak-") as temporary_folder:
        results = run_bots(
            options.folder or Path(temporary_folder),
            slot_counts=_split(options.slots, options.bots),
            kill_counts=_split(options.kills, options.bots),
            seed=options.seed,
            max_seconds=60 * options.minutes,
        )
    if results:
        result = sum_results(results)
        counts = count_result(result, options.bots)
        print_table(append_run(options.runs, counts) if options.runs else [counts])
        print_details(result)
    if len(results) < options.bots:
        print(f"{options.bots - len(results)} of {options.bots} bots ended without a result", file=sys.stderr)
        return 1
    return 0 if result.is_clean else 1


def run_bots(
    folder: Path,
    *,
    slot_counts: Sequence[int],
    kill_counts: Sequence[int],
    seed: int,
    max_seconds: float,
) -> list[SoakResult]:
    """Run several bots at the same time, each in a separate process. Return the results of those that finished.

    On an interrupt no bot is killed again, and all end as if everything had been done.
    """
    context = multiprocessing.get_context("spawn")
    stop = context.Event()
    queue: Queue[SoakResult | int] = context.Queue()
    processes = []
    for number, (slot_count, kill_count) in enumerate(zip(slot_counts, kill_counts, strict=True)):
        bot_folder = folder / f"bot{number + 1}"
        bot_folder.mkdir(parents=True)
        processes.append(
            context.Process(
                target=_run_one,
                args=(queue, stop, bot_folder, slot_count, kill_count, seed + number, max_seconds),
            )
        )
    for process in processes:
        process.start()
    previous_handler = signal.signal(signal.SIGINT, lambda *_: stop.set())
    results: list[SoakResult] = []
    console = Console(stderr=True)
    with Progress(
        TextColumn("killing"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    ) as progress:
        task, done_kills = progress.add_task("killing", total=sum(kill_counts)), 0
        while len(results) < len(processes):
            is_running = any(
                process.is_alive() for process in processes
            )  # before the queue is read for the last time
            try:
                report = queue.get(timeout=1.0)
            except Empty:
                if not is_running:
                    break
                continue
            if isinstance(report, SoakResult):
                results.append(report)
                continue
            done_kills += report
            progress.advance(task, report)
            if not console.is_terminal and done_kills % KILLS_PER_LINE == 0:
                console.print(f"{done_kills} of {sum(kill_counts)} kills")
    for process in processes:
        process.join()
    signal.signal(signal.SIGINT, previous_handler)
    return results


# ---- private


def _run_one(
    queue: Queue[SoakResult | int],
    stop: Event,
    folder: Path,
    slot_count: int,
    kill_count: int,
    seed: int,
    max_seconds: float,
) -> None:
    """Run one bot, and report each kill and the result."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # `stop` says it, to the bot's own processes nothing
    end_at = time.monotonic() + max_seconds
    queue.put(
        run_soak(
            folder,
            slot_count,
            kill_count,
            seed,
            is_over=lambda: stop.is_set() or time.monotonic() > end_at,
            on_kill=lambda: queue.put(1),
        )
    )


def _split(total: int, parts: int) -> list[int]:
    """Split a number into parts that differ by one at most."""
    return [total // parts + (number < total % parts) for number in range(parts)]


if __name__ == "__main__":
    sys.exit(main())
