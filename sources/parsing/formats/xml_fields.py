"""Identify the elements of a feed or entry by namespace and local name.

Feeds declare namespaces wrongly or not at all, so that a word in the namespace's address, or the usual prefix, counts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Kinds of namespaces by a word in their address, or by the usual prefix where none is declared.
_NAMESPACE_KINDS = (
    ("search.yahoo.com/mrss", "media"),
    ("dc/elements", "dc"),
    ("dc/terms", "dcterms"),
    ("rss/1.0/modules/content", "content"),
    ("feedburner", "origin"),
    ("pheedo", "origin"),
    ("itunes", "itunes"),
    ("podcast-1.0", "itunes"),
    ("xhtml", "xhtml"),
    ("atom", "core"),
    ("purl.org/rss/1.0/", "core"),
    ("my.netscape.com/rdf", "core"),
    ("channel.netscape.com/rdf", "core"),
    ("backend.userland.com", "core"),
    ("purl.org/net/rss", "core"),
    ("22-rdf-syntax-ns", "core"),
)
_MODULE = re.compile(r"/modules/|/extensions?/|\bns/|schemas/")
_KINDS_BY_PREFIX = {
    "media": "media",
    "dc": "dc",
    "dcterms": "dcterms",
    "dct": "dcterms",
    "content": "content",
    "feedburner": "origin",
    "pheedo": "origin",
    "itunes": "itunes",
    "xhtml": "xhtml",
    "atom": "core",
    "a10": "core",
    "rdf": "core",
    "rss": "core",
}
# What an element of an entry is, by the kind of its namespace and its local name in lower case.
_FIELDS = {
    ("core", "title"): "title",
    ("dc", "title"): "other_title",
    ("media", "title"): "other_title",
    ("itunes", "title"): "other_title",
    ("core", "link"): "link",
    ("origin", "origlink"): "original_link",
    ("core", "guid"): "guid",
    ("core", "id"): "guid",
    ("dc", "identifier"): "other_guid",
    ("core", "pubdate"): "published",
    ("core", "published"): "published",
    ("core", "issued"): "published",
    ("core", "date"): "other_published",
    ("core", "created"): "other_published",
    ("dc", "date"): "other_published",
    ("dcterms", "issued"): "other_published",
    ("dcterms", "created"): "other_published",
    ("core", "updated"): "updated",
    ("core", "modified"): "updated",
    ("dcterms", "modified"): "updated",
    ("core", "description"): "body",
    ("core", "summary"): "body",
    ("core", "content"): "body",
    ("core", "body"): "body",
    ("core", "fullcontent"): "body",
    ("content", "encoded"): "body",
    ("dc", "description"): "body",
    ("dcterms", "abstract"): "body",
    ("media", "description"): "media_text",
    ("media", "text"): "media_text",
    ("itunes", "summary"): "body",
    ("xhtml", "body"): "body",
    ("xhtml", "div"): "body",
    ("media", "group"): "media",
    ("media", "content"): "media",
    ("core", "author"): "author",
    ("core", "creator"): "author",
    ("dc", "creator"): "author",
    ("dc", "author"): "author",
    ("itunes", "author"): "other_author",
    ("core", "enclosure"): "enclosure",
    ("dc", "language"): "language",
    ("core", "language"): "language",
    ("core", "image"): "image",
}
# What the elements that were seen are, by their tags; the number of tags is limited, because feeds can make up any.
MAX_CACHED_TAGS = 2_000
_field_by_tag: dict[object, str] = {}


def collect_fields(element: Element) -> dict[str, list[Element]]:
    """Return the children of a feed or entry, keyed by field."""
    fields: dict[str, list[Element]] = {}
    field_by_tag = _field_by_tag
    for child in element:
        tag = child.tag
        field = field_by_tag.get(tag)
        if field is None:
            field = _classify(tag) if isinstance(tag, str) else ""
            if len(field_by_tag) < MAX_CACHED_TAGS:
                field_by_tag[tag] = field
        if field:
            if field in fields:
                fields[field].append(child)
            else:
                fields[field] = [child]
    return fields


# ---- private


def _classify(tag: str) -> str:
    """Return the field that an element with this tag represents; "" if the field is not needed."""
    namespace, _, name = tag.rpartition("}")
    prefix, colon, local = name.rpartition(":")
    if colon:
        kind = _KINDS_BY_PREFIX.get(prefix.lower(), "other")
        name = local
    elif namespace:
        kind = _classify_namespace(namespace[1:].lower())
    else:
        kind = "core"
    return _FIELDS.get((kind, name.lower()), "")


def _classify_namespace(address: str) -> str:
    for part, kind in _NAMESPACE_KINDS:
        if part in address:
            return kind
    # An unknown namespace of the whole feed is a misspelt one of RSS or Atom; modules are left out.
    return "other" if _MODULE.search(address) else "core"
