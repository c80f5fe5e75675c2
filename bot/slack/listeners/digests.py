"""`/brief digest`: order a digest in words, see what was understood, change it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.parsing import digest_spec
from bot.render import blocks, wording
from news.errors import UnknownWish

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.slack.command import Typed
    from bot.slack.dispatcher import Counter
    from news.digest import Subscription

    Act = Callable[[Counter, Typed, Subscription], None]

# A channel with more of them is no place for news.
MOST = 20


def serve(counter: Counter, typed: Typed) -> None:
    """Do what the first word says; other words order a digest."""
    verb, _, rest = typed.words.partition(" ")
    if verb.lower() in {"", "help", "?"}:
        typed.tell(blocks.notice(wording.DIGEST_HELP))
    elif verb.lower() == "list":
        listing(counter, typed)
    elif verb.lower() in _ACTS and (not rest or rest.strip().lstrip("#").isdigit()):
        _ACTS[verb.lower()](counter, typed, _chosen(counter, typed, verb, rest.strip().lstrip("#")))
    else:
        order(counter, typed)


def order(counter: Counter, typed: Typed) -> None:
    """Keep what was ordered and read it back.

    Raises:
        UnknownWish, UnknownZone, BadPattern: the words cannot be read; nothing is kept.
    """
    now = counter.clock()
    wish = digest_spec.parse(typed.words)
    place = _place(typed, direct=wish.direct)
    if place != typed.user and (error := counter.outbox.barred(place)):
        typed.tell(blocks.notice(wording.not_here(error, typed.words)))
        return
    known = _listed(counter, typed)
    zone = wish.zone or counter.outbox.zone(typed.user) or "UTC"
    made = counter.digests.ordered(
        wish, typed.team, place, zone=zone, now=now, by=typed.user, reads=typed.channel
    )
    if len(known) >= MOST:
        raise UnknownWish(
            f"There are {MOST} digests here already. Delete one first: `/brief digest delete 1`."
        )
    same = next((n for n, each in enumerate(known, 1) if _alike(each, made)), 0)
    if same:
        typed.tell(blocks.notice(wording.ordered_before(same)))
        return
    counter.digests.put(made, now=now)
    following = counter.digests.next(made, now=now)
    typed.tell(
        blocks.notice(
            wording.ordered(
                made,
                len(known) + 1,
                following,
                zone_named=bool(wish.zone),
                sources=counter.desk.follows(typed.team, place),
            )
        )
    )


def listing(counter: Counter, typed: Typed) -> None:
    """Show the digests of this place, when each comes next, and what became of the last ones."""
    now = counter.clock()
    known = _listed(counter, typed)
    if not known:
        typed.tell(blocks.notice(wording.NO_DIGESTS))
        return
    lines = [
        wording.digest_line(
            number, each, counter.digests.next(each, now=now), counter.digests.deliveries(each, most=1)
        )
        for number, each in enumerate(known, 1)
    ]
    typed.tell(blocks.notice("\n".join(lines)))


# ---- private: what can be done with one


def _preview(counter: Counter, typed: Typed, chosen: Subscription) -> None:
    messages = counter.digests.preview(chosen, now=counter.clock())
    typed.tell(blocks.notice(wording.PREVIEW))
    for message in messages[:3]:
        typed.tell(message)


def _now(counter: Counter, typed: Typed, chosen: Subscription) -> None:
    counter.digests.send_now(chosen, now=counter.clock())
    typed.tell(blocks.notice(wording.SENDING))


def _pause(counter: Counter, typed: Typed, chosen: Subscription) -> None:
    counter.digests.put(replace(chosen, paused=True), now=counter.clock())
    typed.tell(blocks.notice(wording.paused(chosen)))


def _resume(counter: Counter, typed: Typed, chosen: Subscription) -> None:
    now = counter.clock()
    served = replace(chosen, paused=False, parked="")
    counter.digests.put(served, now=now)
    typed.tell(blocks.notice(wording.resumed(served, counter.digests.next(served, now=now))))


def _skip(counter: Counter, typed: Typed, chosen: Subscription) -> None:
    skipped = counter.digests.skip(chosen, now=counter.clock())
    typed.tell(blocks.notice(wording.left_out(chosen, skipped)))


def _delete(counter: Counter, typed: Typed, chosen: Subscription) -> None:
    counter.digests.remove(chosen)
    typed.tell(blocks.notice(wording.deleted(chosen)))


def _again(counter: Counter, typed: Typed, chosen: Subscription) -> None:
    now = counter.clock()
    sent = [
        each for each in counter.digests.deliveries(chosen, most=20) if counter.digests.again(each, now=now)
    ]
    typed.tell(blocks.notice(wording.SENDING if sent else wording.NOTHING_IN_DOUBT))


_ACTS: dict[str, Act] = {
    "preview": _preview,
    "now": _now,
    "send": _now,
    "pause": _pause,
    "resume": _resume,
    "skip": _skip,
    "delete": _delete,
    "remove": _delete,
    "again": _again,
}


# ---- private


def _place(typed: Typed, *, direct: bool) -> str:
    """Give where it is to be posted: a person is reached by id, wherever the words were typed."""
    return typed.user if direct or typed.is_direct else typed.channel


def _listed(counter: Counter, typed: Typed) -> tuple[Subscription, ...]:
    """Give the digests of this place, and those that the asker gets by direct message."""
    places = dict.fromkeys((_place(typed, direct=False), typed.user))
    return tuple(each for place in places for each in counter.digests.of(typed.team, place))


def _chosen(counter: Counter, typed: Typed, verb: str, number: str) -> Subscription:
    """Give the digest of that number; without one, the only one.

    Raises:
        UnknownWish: there is none of that number, or several and none was named.
    """
    known = _listed(counter, typed)
    if not known:
        raise UnknownWish("There is no digest here yet.")
    if not number and len(known) > 1:
        raise UnknownWish(
            f"There are {len(known)} digests here. Name one by its number in `/brief digest list`, "
            f"for example: `/brief digest {verb} 1`."
        )
    place = int(number or 1)
    if not 1 <= place <= len(known):
        raise UnknownWish(f"There is no digest {place} here; `/brief digest list` shows them.")
    return known[place - 1]


def _alike(one: Subscription, other: Subscription) -> bool:
    return replace(one, id="", made=other.made, made_by="") == replace(other, id="", made_by="")
