"""Read the entries of an XML feed (RSS 0.9x, 1.0 and 2.0, Atom 0.3 and 1.0) from its element tree.

bytes --parse strictly, else leniently, else entry by entry--> tree --read by the local names of elements--> raw feed

Elements are recognized by their local names and by the kind of their namespace, because feeds declare namespaces
wrongly or not at all.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from lxml import etree

from sources.parsing.formats.raw_feed import RawEntry, RawFeed
from sources.parsing.formats.xml_fields import collect_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml.etree import _Element as Element

# The maximum number of entries of a broken document that are parsed one by one.
MAX_SALVAGED_ENTRIES = 5_000
_ROOT_NAMES = frozenset({"rss", "feed", "rdf", "channel"})
_ENTRY_START = re.compile(rb"<(?:\w{1,20}:)?(?:item|entry)(?=[\s>/])", re.IGNORECASE)
_ROOT_START = re.compile(rb"<(?:\w{1,20}:)?(?:rss|feed|rdf|channel)\b[^<>]{0,60000}>", re.IGNORECASE)
_CONTROL_CHARACTERS = bytes(set(range(32)) - {9, 10, 13})
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_TEXT_TYPE = re.compile(r"text/|application/xhtml", re.IGNORECASE)
_ALTERNATE_RELATIONS = frozenset({"alternate", "http://www.iana.org/assignments/relation/alternate"})
_MARKUP = re.compile(r"</?(?:p|br|div|a|img|em|strong|b|i|li|ul|span|h[1-6])[\s/>]", re.IGNORECASE)
# Content types of Atom content that is no text.
_BINARY_TYPE = re.compile(r"(?:image|audio|video|font)/", re.IGNORECASE)


def parse_xml_feed(data: bytes, *, with_texts: bool = True) -> RawFeed | None:
    """Return the feed in a document; None if the document is not a feed.

    Args:
        data: the document in UTF-8, without a document type definition.
        with_texts: whether to read the texts of the entries that have a title.
    """
    root, is_whole = _parse_tree(data)
    if root is None:
        return None
    entries = list(_find_entries(root))
    if not is_whole:
        salvaged = _salvage_entries(data, len(entries))
        entries = salvaged if len(salvaged) > len(entries) else entries
    name = _local_name(root)
    if name not in _ROOT_NAMES and not entries:
        return None
    channel = next((element for element in root.iter("{*}channel") if _local_name(root) != "channel"), root)
    fields = collect_fields(channel)
    has_base = b"xml:base" in data
    feed_authors = _read_authors(fields)
    language = _first_text(fields, "language") or root.get(_XML_LANG) or channel.get(_XML_LANG) or ""
    return RawFeed(
        _read_title(fields) or _first_text(fields, "other_title"),
        _find_link(fields, has_base=has_base),
        language,
        tuple(
            _read_entry(entry, feed_authors, has_base=has_base, with_texts=with_texts) for entry in entries
        ),
    )


def count_entry_tags(data: bytes) -> int:
    """Return the number of tags in a document that look like the beginning of an entry."""
    return len(_ENTRY_START.findall(data))


def inner_markup(element: Element) -> str:
    """Return the content of an element as markup."""
    parts = [_escape(element.text or "")]
    for child in element:
        if isinstance(child.tag, str):
            parts.append(etree.tostring(child, encoding="unicode", with_tail=False))
        parts.append(_escape(child.tail or ""))
    return "".join(parts)


# ---- private: the tree


def _parse_tree(data: bytes) -> tuple[Element | None, bool]:
    """Return the root of a document, and whether it was parsed without loss."""
    start = data.find(b"<")
    data = data[start:] if start > 0 else data
    try:
        return etree.fromstring(data, _make_parser(recover=False)), True
    except (etree.XMLSyntaxError, ValueError):
        pass
    data = data.translate(None, _CONTROL_CHARACTERS)
    if data.rfind(b"<![CDATA[") > data.rfind(b"]]>"):
        data += b"]]>"  # the document is cut off; what is there of the text stays
    try:
        root = etree.fromstring(data, _make_parser(recover=True))
    except (etree.XMLSyntaxError, ValueError):
        return None, False
    return root, False


def _make_parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        encoding="utf-8",
        recover=recover,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )


def _find_entries(root: Element) -> Iterator[Element]:
    """Yield the entries in document order, without nested entries."""
    last_entry = None
    for element in root.iter("{*}item", "{*}entry"):
        if last_entry is not None and _is_inside(element, last_entry):
            continue
        last_entry = element
        yield element


def _is_inside(element: Element, ancestor: Element) -> bool:
    parent = element.getparent()
    while parent is not None:
        if parent is ancestor:
            return True
        parent = parent.getparent()
    return False


def _salvage_entries(data: bytes, found_count: int) -> list[Element]:
    """Return the entries of a malformed document, parsed separately so that a broken entry affects no other."""
    starts = [match.start() for match in _ENTRY_START.finditer(data)]
    root_match = _ROOT_START.search(data)
    if not root_match or not found_count < len(starts) <= MAX_SALVAGED_ENTRIES:
        return []
    root_tag = data[root_match.start() : root_match.end()].rstrip(b"/>") + b">"
    entries = []
    for start, end in zip(starts, [*starts[1:], len(data)], strict=True):
        piece = data[start:end].translate(None, _CONTROL_CHARACTERS)
        try:
            root = etree.fromstring(root_tag + piece, _make_parser(recover=True))
        except (etree.XMLSyntaxError, ValueError):
            continue
        if root is not None:
            entries += list(_find_entries(root))[:1]
    return entries


# ---- private: names


def _local_name(element: Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2].lower() if isinstance(tag, str) else ""


# ---- private: an entry


def _read_entry(
    entry: Element, feed_authors: tuple[str, ...], *, has_base: bool, with_texts: bool
) -> RawEntry:
    fields = collect_fields(entry)
    guid_elements = fields.get("guid")
    guid = _text(guid_elements[0]) if guid_elements else ""
    language = _first_text(fields, "language") if "language" in fields else ""
    if entry.keys():
        guid = guid or entry.get(_RDF_ABOUT) or entry.get("about") or ""
        language = entry.get(_XML_LANG) or language
    title = _read_title(fields) or (_first_text(fields, "other_title") if "other_title" in fields else "")
    published = _all_texts(fields, "published")
    if "other_published" in fields:
        published += _all_texts(fields, "other_published")
    bodies = _find_bodies(fields) if with_texts or not title else []
    return RawEntry(
        title,
        (_first_text(fields, "original_link") if "original_link" in fields else "")
        or _find_link(fields, has_base=has_base),
        guid or (_first_text(fields, "other_guid") if "other_guid" in fields else ""),
        published,
        _all_texts(fields, "updated"),
        bodies[0] if bodies else "",
        "",
        _read_authors(fields) or feed_authors,
        language,
        _find_enclosure(fields),
        not guid_elements or guid_elements[0].get("isPermaLink") not in {"false", "False", "FALSE"},
        tuple(bodies[1:]),
    )


def _text(element: Element) -> str:
    if len(element):
        return inner_markup(element).strip()
    text = element.text
    return text.strip() if text else ""


def _first_text(fields: dict[str, list[Element]], name: str) -> str:
    """Return the text of the first element that has text."""
    return next(filter(None, map(_text, fields.get(name, ()))), "")


def _all_texts(fields: dict[str, list[Element]], name: str) -> tuple[str, ...]:
    """Return the texts of all elements that have text."""
    return tuple([text for element in fields[name] if (text := _text(element))]) if name in fields else ()


def _read_title(fields: dict[str, list[Element]]) -> str:
    for element in fields.get("title", ()):
        if title := _read_content(element):
            return title
    return ""


def _find_link(fields: dict[str, list[Element]], *, has_base: bool) -> str:
    """Return the link to the page of a feed or entry.

    Atom's links to other things (the feed itself, comments, files) are left out.
    """
    for element in fields.get("link", ()):
        relation = element.get("rel")
        if not relation or relation in _ALTERNATE_RELATIONS or relation.lower() in _ALTERNATE_RELATIONS:
            link = (element.get("href") or element.text or "").strip()
            if link:
                return _resolve(link, element) if has_base else link
    return ""


def _resolve(link: str, element: Element) -> str:
    try:
        return urljoin(element.base or "", link)
    except ValueError:
        return link


def _find_bodies(fields: dict[str, list[Element]]) -> list[str]:
    """Return an entry's texts, the longest first."""
    bodies = [text for element in fields.get("body", ()) if (text := _read_content(element))]
    if not bodies and ("media" in fields or "media_text" in fields):
        # Only where there is nothing else: beside an article, this is the caption of a picture.
        elements = list(fields.get("media_text", ()))
        for media in fields.get("media", ()):
            elements += media.iter("{*}description", "{*}text")
        bodies = [text for element in elements if (text := _read_content(element))]
    if len(bodies) > 1:
        bodies.sort(key=len, reverse=True)
    return bodies


def _read_content(element: Element) -> str:
    """Return the content of an element with a content type, as text or markup."""
    if len(element):
        return inner_markup(element).strip()
    text = element.text
    text = text.strip() if text else ""
    if not element.keys():
        return text
    content_type, mode = element.get("type"), element.get("mode")
    if not content_type and not mode:
        return text
    content_type, mode = (content_type or "").lower(), (mode or "").lower()
    if _BINARY_TYPE.match(content_type):
        return ""
    if mode == "base64" or ("/" in content_type and not _TEXT_TYPE.match(content_type)):
        return _decode_base64(text) or ("" if mode == "base64" else text)
    return text


def _decode_base64(text: str) -> str:
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode("utf-8").strip()
    except (binascii.Error, ValueError):
        return ""


def _read_authors(fields: dict[str, list[Element]]) -> tuple[str, ...]:
    elements = fields.get("author") or fields.get("other_author") or ()
    return tuple([author for element in elements if (author := _read_author(element))])


def _read_author(element: Element) -> str:
    if not len(element):
        return (element.text or "").strip()
    if len(element) == 1 and _local_name(element[0]) == "name":
        return (element[0].text or "").strip()
    texts = {_local_name(child): (child.text or "").strip() for child in element}
    return texts.get("name") or texts.get("email") or ""


def _find_enclosure(fields: dict[str, list[Element]]) -> str:
    for element in fields.get("enclosure", ()):
        if url := element.get("url") or element.get("href"):
            return str(url)
    for element in fields.get("link", ()):
        relation = element.get("rel")
        if relation and relation.lower() == "enclosure" and (link := element.get("href")):
            return str(link)
    for element in fields.get("media", ()):
        for content in (element, *element.iter("{*}content")):
            if url := content.get("url"):
                return str(url)
    return ""


def _escape(text: str) -> str:
    if _MARKUP.search(text):
        return text  # escaped markup beside elements
    return text.replace("&", "&amp;").replace("<", "&lt;") if "<" in text or "&" in text else text
