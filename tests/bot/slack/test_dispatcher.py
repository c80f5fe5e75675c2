"""The dispatcher: jobs beside the listeners, a bounded queue, and words for what goes wrong."""

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
import waiting

from bot.render.wording import command_wording
from bot.slack.dispatcher import Dispatcher
from news.errors import NoSuchStory

if TYPE_CHECKING:
    from bot.render.slack_messages import Message


@pytest.fixture
def released() -> Iterator[threading.Event]:
    event = threading.Event()
    yield event
    event.set()


@pytest.fixture
def full_dispatcher(released: threading.Event) -> Iterator[Dispatcher]:
    """A dispatcher with one thread, which is busy, and one job in its queue, which is full."""
    dispatcher = Dispatcher(thread_count=1, max_queued_jobs=1)
    for _ in range(2):
        dispatcher.submit(lambda: _wait(released), lambda _message: None)
    yield dispatcher
    released.set()
    assert dispatcher.stop(10)


def _wait(released: threading.Event) -> None:
    released.wait(20)


def test_a_job_beyond_the_queue_is_refused_and_its_asker_asked_to_try_again(
    full_dispatcher: Dispatcher,
) -> None:
    done: list[str] = []
    replies: list[Message] = []

    full_dispatcher.submit(lambda: done.append("job"), replies.append)

    waiting.until(lambda: replies, 10)
    assert [reply.text for reply in replies] == [command_wording.BUSY]
    assert done == []


def test_who_expects_no_reply_gets_none_from_a_full_queue(full_dispatcher: Dispatcher) -> None:
    replies: list[str] = []

    full_dispatcher.submit(
        lambda: None, lambda _message: replies.append("stranger"), expects_reply=lambda: False
    )
    full_dispatcher.submit(lambda: None, lambda _message: replies.append("asker"))

    waiting.until(lambda: replies, 10)  # refusals are sent in order
    assert replies == ["asker"]


def test_a_queue_that_has_emptied_takes_jobs_again(
    full_dispatcher: Dispatcher, released: threading.Event
) -> None:
    done = threading.Event()
    released.set()

    def is_taken() -> bool:
        full_dispatcher.submit(done.set, lambda _message: None)
        return done.wait(0.1)

    waiting.until(is_taken, 10)


@pytest.mark.parametrize(
    ("problem", "words"), [(NoSuchStory(7, 5), "7"), (ZeroDivisionError("a secret"), "reference")]
)
def test_what_goes_wrong_is_explained_to_who_asked(problem: Exception, words: str) -> None:
    dispatcher = Dispatcher(thread_count=1)
    replies: list[Message] = []

    def fail() -> None:
        raise problem

    dispatcher.submit(fail, replies.append)

    waiting.until(lambda: replies, 10)
    assert words in replies[0].text
    assert "secret" not in replies[0].text
    assert dispatcher.stop(10)
