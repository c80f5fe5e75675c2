"""Recognize captions by the credit for the picture at their end."""

from __future__ import annotations

import re

# The number of characters at the end of a line in which a picture credit is searched.
CREDIT_TAIL_CHARACTERS = 100

# Every picture credit has one of these; they are searched first, because the pattern is 20 times slower.
_CREDIT_HINTS = (
    "(",
    "/",
    "|",
    "©",
    ":",
    "Getty",
    "tock",
    "Courtesy",
    "Alamy",
    "Wikimedia",
    " video",
    " pictures",
)
_AGENCY_REGEX = (
    r"(?:AP(?: Photo)?|AFP|EPA|PA|Reuters|REUTERS|Getty(?: Images)?|Shutterstock|NTB|dpa|Bloomberg|[Ii]mago|Scanpix"
    r"|Unsplash|Pixabay)"
)
_BRACKETED_CREDIT_REGEX = (
    r"\((?:AP )?(?:Photo|Foto|Image|Picture|Credit|Courtesy|Source|Quelle|Fuente|Fonte|Bron|Källa|Kilde|Crédit)\b"
    r"[^()]{0,80}\)|\((?:Archivbild|Symbolbild|Archivfoto|Symbolfoto|Arkivbild|Arkivfoto|Archiefbeeld)\)"
)
# A picture library before a photographer, as it stands glued to the end of captions: "by the river.Unsplash/Ada Lom".
_LIBRARY_REGEX = (
    r"(?:Unsplash|Pexels|Pixabay|Shutterstock|iStock|Getty Images|Imago|IMAGO|Keystone|dpa)"
    r"/[A-ZÀ-Þ][^/.!?]{2,40}"
)
_PICTURE_CREDIT_PATTERN = re.compile(
    rf"(?:\((?:[^()]{{0,60}}[/|, ])?(?:{_AGENCY_REGEX}|Associated Press|(?:The )?[A-Z]\w+ (?:Times|Post)"
    rf"|[Ff]ile|Courtesy[^()]{{0,40}})(?:[ /|,][^()]{{0,60}})?\)|{_BRACKETED_CREDIT_REGEX}"
    r"|\b(?:Photo|Photograph|Photos|Image|Picture|Credit|Illustration|Foto|Fotos|Bild|Crédit|Archivfoto)"
    r"(?: by| credit| credits| courtesy)?\s?[:©].{2,80}"
    rf"|©.{{2,80}}|[|/]\s?{_AGENCY_REGEX}|{_LIBRARY_REGEX}|\s[–—-] (?:in )?(?:video|pictures|videos)"
    r"|(?:Getty Images|Shutterstock|iStock|Courtesy of [\w .]{3,40}|AP Photo/[\w .]{3,40}"
    r"|Alamy|Wikimedia Commons))[\s.)]*$"
)
_FILE_PHOTO_PREFIXES = ("file - ", "file -- ", "file – ", "file — ", "file photo")
# The same for a long line, where a closing "(Reuters)" would be the agency of the report.
_LONG_LINE_CREDIT_PATTERN = re.compile(
    rf"(?:[|/]\s?{_AGENCY_REGEX}|{_BRACKETED_CREDIT_REGEX}|\(Associated Press\))[\s.)]*$"
)


def is_caption(line: str) -> bool:
    """Whether a line or sentence ends with a picture credit."""
    tail = line[-CREDIT_TAIL_CHARACTERS:]
    return any(map(tail.__contains__, _CREDIT_HINTS)) and bool(_PICTURE_CREDIT_PATTERN.search(tail))


def is_long_caption(line: str) -> bool:
    """Whether a line that is long enough for a paragraph ends with a picture credit."""
    return line.lower().startswith(_FILE_PHOTO_PREFIXES) or bool(
        _LONG_LINE_CREDIT_PATTERN.search(line[-CREDIT_TAIL_CHARACTERS:])
    )
