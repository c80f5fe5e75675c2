"""Time ranges in other languages, rewritten into the English ones: "seit Montag" -> "since monday"."""

from __future__ import annotations

import re

from bot.parsing.schedule import plain_words

_RULES = tuple(
    (re.compile(rf"(?:{pattern})", re.IGNORECASE), replacement)
    for pattern, replacement in (
        (r"heute(?: früh| morgen)|ce matin|esta mañana|esta manhã|stamattina", "this morning"),
        (r"heute (?:nacht|abend)|letzte nacht|cette nuit|la nuit dernière|anoche|stanotte", "last night"),
        (r"gestern abend|hier soir|ayer (?:por la )?(?:tarde|noche)|ieri sera", "yesterday evening"),
        (r"gestern (?:früh|morgen|vormittag)|hier matin|ieri mattina", "yesterday morning"),
        (r"heute (?:mittag|nachmittag)|cet après-midi|esta tarde", "this afternoon"),
        (r"vorgestern|avant-hier|anteayer|antier|anteontem|l'altro ieri|2 days ago|two days ago",
         "the day before yesterday"),
        (r"yday|ystd|yest|yesterday morning's", "yesterday"),
        (r"tdy|2day", "today"),
        (r"ovrnight|over night|über nacht", "overnight"),
        (r"heute|(?:d')?aujourd'hui|(?:de )?hoy|(?:de )?hoje|(?:di )?oggi|today's|todays|von heute", "today"),
        (r"(?:von )?gestern|(?:d')?hier|(?:de )?ayer|(?:de )?ontem|(?:di )?ieri|yesterday's|yesterdays", "yesterday"),
        (r"(?:in )?dieser? woche|cette semaine|esta semana|questa settimana|this week's|this weeks", "this week"),
        ((r"(?:in der )?(?:letzten?|vergangenen?|vorigen?) woche|la semaine (?:dernière|passée)"
          r"|la semana pasada|semana passada"
         r"|la settimana scorsa|last week's"), "last week"),
        ((r"(?:am |dieses |letztes )?wochenende|(?:le |ce )?week-end|(?:el )?fin de semana"
         r"|(?:o )?fim de semana"), "weekend"),
        (r"(?:(?:in )?(?:den |der |die )?(?:letzten?|vergangenen?)) (\d+) (?:stunden|h)", r"last \1 hours"),
        (r"(?:(?:in )?(?:den |der |die )?(?:letzten?|vergangenen?)) (\d+|zwei|drei|paar) tagen?", r"last \1 days"),
        (r"(?:(?:in )?(?:den |der |die )?(?:letzten?|vergangenen?)) (\d+|zwei|drei|paar) wochen", r"last \1 weeks"),
        ((r"(?:(?:im )?letzten?|vergangenen?) monat|le mois dernier|el mes pasado|mês passado"
         r"|il mese scorso"), "last month"),
        (r"(?:les )?(\d+) derni(?:ers jours|ères heures)", r"last \1 days"),
        (r"(?:(?:las|los|as|os|le|gli) )?(?:últim[ao]s|ultim[ei]) (\d+) horas?", r"last \1 hours"),
        (r"(?:(?:las|los|as|os|le|gli) )?(?:últim[ao]s|ultim[ei]) (\d+) d[ií]as?", r"last \1 days"),
        (r"(?:seit|depuis|desde(?: el| a| o)?|da) (.+)", r"since \1"),
    )
)  # fmt: skip
_COUNTS = {"zwei": "two", "drei": "three", "paar": "few"}


def to_english_range(words: str) -> str:
    """Return a time range in English, in lower case; other words stay as they are."""
    for pattern, replacement in _RULES:
        if match := pattern.fullmatch(words):
            words = match.expand(replacement)
            break
    for word, english in _COUNTS.items():
        words = words.replace(f" {word} ", f" {english} ")
    if words.startswith("since "):
        start = plain_words.to_plain_words(words.removeprefix("since ")).lower().removeprefix("every ")
        return f"since {to_english_range(start)}"
    return words
