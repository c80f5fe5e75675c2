"""The desk: everything the bot can do, for whoever asks: Slack, the clock or a terminal.

take      entries --read--> articles --add--> store
brief     store --window--> articles --compose--> brief --prove--> brief
answer    see bot.conversation
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from bot.services import explain, filter_preview, search
from bot.services.conversation import Conversation
from bot.services.preferences import Tastes
from bot.services.verification import Proof
from news import article as articles
from news import polling
from news import source as sources
from news.article import Article
from news.errors import SourceError, Unreadable
from news.source import Fetched
from news.thread import Thread
from sources import fetch, files
from sources.http.fetch_policy import Manners
from storage.sqlite.ingest import Incoming
from summarize import compose
from summarize.cleaning import clean, preprocess
from summarize.ranking import topic_query

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.services.filter_preview import Trial, Wanted
    from bot.services.search import Results, Search
    from news.answer import Answer, Intent
    from news.article import Sentence
    from news.brief import Brief, BriefRequest
    from news.explanation import Account
    from news.source import Entry, Source
    from news.story import Story
    from sources.http.robots import Rules
    from storage.sqlite.store import Store
    from summarize.ranking.topic_query import Topic

log = logging.getLogger(__name__)

# A story is told whole: articles this much older than the window still join its stories (72 h, the window within
# which reports of one event were grouped best).
BEFORE = timedelta(hours=72)
# Most articles read for one brief; a channel with more in its window is briefed from the newest.
MOST = 5_000
# Older articles on a topic that are looked at for one without a word that it excludes.
OLDER = 5


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one visit.

    Attributes:
        new: articles that this source had not brought before.
        changed: articles whose text was found changed.
        known: how many were known.
        failures: what could not be read, each naming its subject.
    """

    new: tuple[Article, ...]
    changed: tuple[Article, ...]
    known: int
    failures: tuple[SourceError, ...]


class Desk:
    """Everything the bot can do. Safe to call from several threads.

    Attributes:
        store: where everything is kept.
        manners: how to behave on a visit.
        shortest: the least time between two visits to one source.
        on_changed: told of articles that were found changed, and when.
    """

    def __init__(
        self,
        store: Store,
        manners: Manners = Manners(),
        shortest: timedelta = polling.SHORTEST,
        on_changed: Callable[[Sequence[Article], datetime], object] = lambda _articles, _now: None,
    ) -> None:
        self._store = store
        self._manners = manners
        self._shortest = shortest
        self._on_changed = on_changed
        self._robots: Rules = {}
        self.proof = Proof(store)
        self.conversation = Conversation(store, self.proof)
        self.tastes = Tastes(store, self.proof)

    # -- news in

    def take(self, source: Source, fetched: Fetched) -> Taken:
        """Clean, cut and store what one visit to a source brought. Taking it twice changes nothing."""
        ((_, taken),) = self._take(((source, fetched),))
        return taken

    def refresh(
        self,
        *,
        now: datetime,
        chosen: Sequence[Source] | None = None,
        on_done: Callable[[Source, Taken], None] = lambda _source, _taken: None,
    ) -> None:
        """Visit sources and store what they bring; one that fails does not stop the others.

        Args:
            now: aware.
            chosen: which; those that are due if not given.
            on_done: told of each as soon as it is stored.
        """
        wanted = polling.due(self._store.sources.wanted(), now) if chosen is None else chosen
        feeds = {source.id: source for source in wanted if source.kind == "feed"}
        for source in wanted:
            if source.kind == "files":
                on_done(source, self.take(source, _folder(source, now)))
        if not feeds:
            return
        for ready in fetch.visit_all(
            tuple(feeds.values()), now=now, known=self._known, manners=self._manners, robots=self._robots
        ):
            for source, taken in self._take([(feeds[fetched.source], fetched) for fetched in ready]):
                on_done(source, taken)

    def tidy(self, *, now: datetime) -> None:
        """Delete what is kept for a time only: questions and what was told after 30 days, votes after 90."""
        questions, events = self._store.threads.forget(now), self._store.events.forget(now)
        told = self._store.memory.forget(now) + self._store.answers.forget(now)
        told += self._store.tastes.forget(now)
        log.info("tidied questions=%d events=%d told=%d", questions, events, told)

    # -- news out

    def brief(
        self,
        request: BriefRequest,
        *,
        now: datetime,
        told: Mapping[str, Sequence[str]] | None = None,
        kept: bool = True,
    ) -> Brief:
        """Make, prove and keep the brief that a request asks for. Reads only what is stored.

        Args:
            request: what is asked for.
            now: aware.
            told: what the channel was told before; see `summarize.compose.compose`.
            kept: False for a preview, of which nothing is kept.
        """
        stretch = request.window
        seen = [
            source.id
            for source in self._store.sources.followed(request.team, request.channel)
            if not request.sources or source.id in request.sources
        ]
        since = _edge(stretch.since - BEFORE)
        found = self._store.articles.window(seen, since, stretch.until, limit=MOST)
        folders = self._store.sources.topics(request.team, request.channel)
        devoted = frozenset(source for source, folder in folders.items() if _names(folder, request.topic))
        wanted = topic_query.read(request.topic)
        made = compose.compose(
            request,
            found,
            now=now,
            told=told,
            devoted=devoted,
            relevance=self._store.articles.about(wanted.wanted, seen, since, stretch.until),
            taste=self._store.tastes.of(request.team, request.channel, now),
        )
        if made.latest is None:
            made = replace(made, latest=self._store.articles.latest(seen))
        if not made.stories and request.topic:
            made = replace(made, older=self._older(wanted, seen, stretch.since))
        held = filter(None, map(self.proof.story, made.stories))
        told_since = (replace(each, began=self._began(request.team, each, seen)) for each in held)
        proved = replace(made, stories=tuple(told_since))
        if kept:
            self._store.stories.save(request.team, [(story.id, story.articles) for story in proved.stories])
            self._store.briefs.keep(proved)
        log.info("briefed brief=%s stories=%d read=%d", proved.id, len(proved.stories), proved.read)
        return proved

    def follows(self, team: str, channel: str) -> bool:
        """Tell whether anything is read for this channel."""
        return bool(self._store.sources.followed(team, channel))

    # -- accounts

    def kept(self, team: str, brief_id: str) -> Brief | None:
        """Give a brief as it was made; None if it, or an article of it, is not kept any more."""
        return self.proof.kept(team, brief_id)

    def thread_of(self, team: str, brief_id: str) -> Thread | None:
        """Give the thread below a brief; None if it was not posted."""
        found = self._store.threads.of_brief(team, brief_id)
        return found[0] if found else None

    def anyway(
        self, team: str, brief_id: str, article_id: str
    ) -> tuple[Article, tuple[Sentence, ...]] | None:
        """Give an article that a brief left out, with its key sentences; None if it is not kept any more."""
        made = self.kept(team, brief_id)
        left = (article for part in (made.left_out if made else ()) for article in part.articles)
        article = next((each for each in left if each.id == article_id), None)
        if made is None or article is None:
            return None
        told = compose.alone(article, made.request)
        held = tuple(sentence for sentence in told if self.proof.stands(sentence))
        return (article, held) if held else None

    def sources(self, team: str, channel: str) -> tuple[Source, ...]:
        """Give the sources that a channel reads, in the order of adding."""
        return self._store.sources.followed(team, channel)

    def named(self, team: str, channel: str, name: str) -> tuple[str, ...]:
        """Give the ids of the sources that a channel reads and whose title or address holds a name."""
        return tuple(each.id for each in self.sources(team, channel) if each.is_called(name))

    def trial(self, team: str, channel: str, wanted: Wanted, *, now: datetime) -> Trial:
        """Tell what a filter would have left out; see `bot.services.filter_preview`."""
        return filter_preview.run(self._store, team, channel, wanted, now=now, limit=MOST)

    def why(self, team: str, channel: str, words: str) -> Account:
        """Tell all that is known of an article or of a story of the last brief; see `bot.services.explain`."""
        return explain.why(self._store, self.proof, team, channel, words)

    # -- questions

    def opened(self, thread: Thread, brief_id: str, *, now: datetime, aloud: bool = False) -> None:
        """Remember which brief stands at the root of a thread, so that it can be asked.

        Args:
            thread: where it opened.
            brief_id: which.
            now: aware.
            aloud: whether the whole channel was told, so that its digests need not tell it again.
        """
        self._store.threads.open(thread, brief_id, now)
        if aloud and (made := self.kept(thread.team, brief_id)) is not None:
            self._store.memory.add(thread.team, thread.channel, brief_id, made.told, now)

    def owns(self, thread: Thread) -> bool:
        """Tell whether a brief of ours stands at the root of this thread."""
        return self._store.threads.brief_of(thread) is not None

    def answer(self, thread: Thread, text: str, *, now: datetime) -> Answer:
        """Answer what was typed in a thread; see `Conversation.reply`."""
        return self.conversation.reply(thread, text, now=now)

    def press(
        self, team: str, channel: str, brief_id: str, intent: Intent, number: int, *, now: datetime
    ) -> tuple[Thread | None, Answer] | None:
        """Give what a button under a brief offers, and the thread where it belongs.

        Returns:
            Without a thread where the brief was shown to one person alone; None if the brief is not kept any more.
        """
        made, thread = self.kept(team, brief_id), self.thread_of(team, brief_id)
        if made is None:
            return None
        given = self.conversation.press(
            made, thread or Thread(team, channel, brief_id), intent, number, now=now
        )
        return (thread, given) if given else None

    def search(self, team: str, channel: str, wanted: Search, *, page: int = 0) -> Results:
        """Find articles of the sources that a channel reads; see `bot.services.search`."""
        return search.find(self._store, self.proof, team, channel, wanted, page=page)

    def number_of(self, given: Answer, thread: Thread) -> tuple[str, int]:
        """Give the brief above an answer and the number of the answer's story in it; ("", 0) if it is about none."""
        name = self._store.threads.brief_of(thread)
        made = self.kept(thread.team, name) if name and given.story else None
        numbers = (
            (place for place, each in enumerate(made.stories, 1) if each.id == given.story)
            if made
            else iter(())
        )
        number = next(numbers, 0)
        return (made.id, number) if made and number else ("", 0)

    # -- events

    def first_time(self, event: str, *, now: datetime) -> bool:
        """Tell whether an event of the chat is seen for the first time; it is remembered."""
        return self._store.events.first_time(event, now)

    # -- private

    def _take(self, visits_: Sequence[tuple[Source, Fetched]]) -> Iterable[tuple[Source, Taken]]:
        """Store what several visits brought: first all articles, then how each visit went."""
        read = [(source, fetched, *_read(source, fetched)) for source, fetched in visits_]
        added = self._store.articles.add([each for *_, incoming, _failures in read for each in incoming])
        self._store.sources.record([fetched for _, fetched in visits_], shortest=self._shortest)
        if added.changed:
            self._on_changed(added.changed, visits_[0][1].at)
        for source, fetched, incoming, failures in read:
            new = _from(source, added.new + added.joined)
            changed = _from(source, added.changed)
            known = len(incoming) - len(new) - len(changed)
            log.info(
                "took source=%s new=%d changed=%d known=%d failed=%d",
                source.id,
                len(new),
                len(changed),
                known,
                len(failures),
            )
            yield source, Taken(new, changed, known, (*fetched.failures, *failures))

    def _older(self, wanted: Topic, seen: Sequence[str], until: datetime) -> Article | None:
        """Give the newest article about a topic from before a time."""
        found = self._store.articles.before(wanted.wanted, seen, until, count=OLDER)
        return next((each for each in found if wanted.matches(each, found=True)), None)

    def _began(self, team: str, story: Story, seen: Sequence[str]) -> datetime:
        """Tell when a story began, of what was told of it however long ago."""
        members = self._store.articles.current(self._store.stories.members(team, story.articles), seen)
        return min(article.when for article in (*story.articles, *members))

    def _known(self, entry: Entry, source: str) -> bool:
        return bool(self._store.articles.known(_keys(entry, source), source=source))


# ---- private


def _folder(source: Source, now: datetime) -> Fetched:
    try:
        return files.read(Path(source.url), now=now, source=source.id)
    except SourceError as problem:
        return Fetched(source.id, now, failures=(problem,))


def _edge(since: datetime) -> datetime:
    """Give the beginning of a day, so that the briefs of one day begin with the same articles."""
    return since.replace(hour=0, minute=0, second=0, microsecond=0)


def _names(folder: str, topic: str) -> bool:
    """Tell whether a folder of sources, or one around it, bears the name of a topic."""
    return bool(topic) and topic.casefold() in {name.casefold() for name in folder.split("/")}


def _read(source: Source, fetched: Fetched) -> tuple[list[Incoming], list[SourceError]]:
    """Make articles of what a visit brought; what cannot be read is a failure, and stops nothing."""
    incoming: list[Incoming] = []
    failures: list[SourceError] = []
    for entry, repeated in _by_outlet(fetched.entries):
        try:
            incoming.append(_incoming(entry, source, fetched, repeated))
        except Unreadable as problem:
            failures.append(problem)
    return incoming, failures


def _from(source: Source, articles_: Sequence[Article]) -> tuple[Article, ...]:
    return tuple(article for article in articles_ if article.source == source.id)


def _by_outlet(entries: Sequence[Entry]) -> Iterable[tuple[Entry, frozenset[str]]]:
    """Give each entry with the lines that its outlet repeats: they are no part of any article."""
    outlets: dict[str, list[str]] = {}
    for entry in entries:
        if entry.scraped:
            outlets.setdefault(entry.outlet, []).append(entry.text)
    repeated = {outlet: clean.repeated(texts) for outlet, texts in outlets.items()}
    for entry in entries:
        yield entry, repeated.get(entry.outlet, frozenset()) if entry.scraped else frozenset()


def _incoming(entry: Entry, source: Source, fetched: Fetched, repeated: frozenset[str]) -> Incoming:
    """Make an article of an entry.

    Raises:
        Unreadable: no headline or no sentence is left of it.
    """
    read = preprocess.read(entry.text, title=entry.title, scraped=entry.scraped, repeated=repeated)
    subject = entry.url or entry.guid or entry.title or source.url
    if not read.title:
        raise Unreadable(subject, "it has no headline")
    if not read.spans:
        raise Unreadable(subject, "it holds a headline and no sentence of an article")
    keys = _keys(entry, source.id)
    article = Article(
        id=articles.identity(keys),
        source=source.id,
        outlet=sources.outlet(entry.outlet or fetched.title or source.title) or source.url,
        url=articles.canonical(entry.url),
        title=read.title,
        text=read.text,
        spans=read.spans,
        seen=fetched.at,
        published=entry.published or entry.updated,
        authors=entry.authors,
        language=read.language,
        partial=entry.partial,
    )
    return Incoming(article, keys)


def _keys(entry: Entry, source: str) -> tuple[str, ...]:
    return articles.keys(source=source, guid=entry.guid, url=entry.url, title=entry.title, text=entry.text)
