"""Rewriting of times and days in other words and languages into the English ones that the other modules read.

jeden Werktag um halb neun  ->  weekdays at 8:30
de lunes a viernes a las 9  ->  monday-friday at 9
m-f 6:30a                   ->  weekdays 6:30am
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from bot.parsing.schedule import weekdays

if TYPE_CHECKING:
    from collections.abc import Callable

_DAY_NAMES = {
    "lundi": 0, "mardi": 1, "mercredi": 2, "jeudi": 3, "vendredi": 4, "samedi": 5, "dimanche": 6,
    "lunes": 0, "martes": 1, "miércoles": 2, "miercoles": 2, "jueves": 3, "viernes": 4, "sábado": 5, "domingo": 6,
    "lunedì": 0, "martedì": 1, "mercoledì": 2, "giovedì": 3, "venerdì": 4, "sabato": 5, "domenica": 6,
    "lunedi": 0, "martedi": 1, "mercoledi": 2, "giovedi": 3, "venerdi": 4,
    "segunda-feira": 0, "terça-feira": 1, "quarta-feira": 2, "quinta-feira": 3, "sexta-feira": 4,
    "segundas": 0, "terças": 1, "quartas": 2, "quintas": 3, "sextas": 4,
}  # fmt: skip
_HOURS = {
    "eins": 1, "ein": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9,
    "zehn": 10, "elf": 11, "zwölf": 12, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11,
    "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
    "once": 11, "doce": 12, "sei": 6, "sette": 7, "otto": 8, "nove": 9, "dieci": 10, "sete": 7, "oito": 8, "dez": 10,
}  # fmt: skip
_GERMAN_HOUR_REGEX = r"eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf"
_ENGLISH_HOUR_REGEX = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_MINUTES = {"fifteen": 15, "thirty": 30, "forty-five": 45, "forty five": 45, "fünfzehn": 15, "dreißig": 30}
_MINUTES_IN_HOUR, _HOURS_IN_HALF_DAY = 60, 12


def to_plain_words(text: str) -> str:
    """Return an order with its times and days in plain English words; the rest of the text stays as it is."""
    for pattern, replacement in _rules():
        text = pattern.sub(replacement, text)
    return " ".join(text.split())


# ---- private


def _hour(word: str) -> int:
    return int(word) if word.isdecimal() else _HOURS[word.lower()]


def _clock(hour: int, minute: int = 0) -> str:
    return f" at {hour % 24}:{minute:02d} "


def _before_hour(minutes_before: int) -> Callable[[re.Match[str]], str]:
    """Return a replacement for a time that is named by the hour that follows: "halb neun" is half past eight."""

    def replace(match: re.Match[str]) -> str:
        total = (_hour(match["hour"]) or _HOURS_IN_HALF_DAY) * _MINUTES_IN_HOUR - minutes_before
        return _clock(total // _MINUTES_IN_HOUR, total % _MINUTES_IN_HOUR)

    return replace


def _half_day(clock: str, first_hour: int) -> str:
    hour, _, minute = clock.replace(".", ":").partition(":")
    return _clock(int(hour) + (first_hour if 0 < int(hour) < _HOURS_IN_HALF_DAY else 0), int(minute or 0))


def _english_day(match: re.Match[str]) -> str:
    name = match["day"].lower()
    day = _DAY_NAMES.get(name, _DAY_NAMES.get(name.removesuffix("s")))
    return match[0] if day is None else f" {weekdays.LONG_DAY_NAMES[day]} "


def _english_range(match: re.Match[str]) -> str:
    days = [
        _DAY_NAMES.get(match[name].lower(), weekdays.DAY_NUMBERS.get(match[name].lower()))
        for name in ("first", "last")
    ]
    if None in days:
        return match[0]
    return " " + "-".join(weekdays.LONG_DAY_NAMES[day] for day in days if day is not None) + " "


@cache
def _rules() -> tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]:
    day_regex = "|".join(sorted((f"{re.escape(name)}s?" for name in _DAY_NAMES), key=len, reverse=True))
    any_hour_regex = "|".join(_HOURS)
    english_days = "|".join(weekdays.LONG_DAY_NAMES)
    rules: tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...] = (
        # rhythms
        (r"\balle (?:\d+|zwei|drei|vier|sechs|paar) (?:stunden?|minuten)\b", "every few hours"),
        ((r"\btoutes les \d+ heures\b|\bcada \d+ horas?\b|\bogni \d+ ore\b|\ba cada \d+ horas\b|\bstündlich\b"
          r"|\bchaque heure\b"
         r"|\bcada hora\b|\bogni ora\b"), "every few hours"),
        ((r"\balle (?:zwei|2|14) (?:tage|wochen)\b|\bjeden zweiten tag\b|\bun jour sur deux\b"
         r"|\bcada dos d[ií]as\b"), "every few days"),
        (r"\bjeden (?:ersten|zweiten|dritten|letzten) \w+", "every first monday"),
        (r"\bmonatlich\b|\beinmal im monat\b|\bchaque mois\b|\bcada mes\b|\bogni mese\b|\btodo mês\b", "monthly"),
        # days
        (r"\b(?:m|mon?)\s?-\s?f(?:r|ri)?\b(?!\w)", "mon-fri"),
        (r"\bwk-?days?\b", "weekdays"),
        ((r"\b(?:on |every |each |all )?(?:(?:work(?:ing)?|business|trading|office|school|banking)[- ]?days?"
         r"|week ?days?)\b(?: only)?"),
         "weekdays"),
        (r"\b(?:every |each )?(?:weekday|workday)s? (?=mornings?\b)", "weekdays "),
        (r"\b(?:on (?:the )?|every |each |at (?:the )?)week-?ends?\b|\bweek-?ends\b", "weekends"),
        (r"\b(every ?day|each day|all days|daily) but (?:on )?(?=(?:mon|tue|wed|thu|fri|sat|sun|week))", r"\1 except "),
        (r"\b(?:tgl|tägl)\b\.?", "daily"),
        ((r"\b(?:an |jeden |alle |am |unter der )?(?:werktage?n?|arbeitstage?n?|wochentage?n?"
         r"|werktäglich)\b"), "weekdays"),
        (r"\b(?:an jedem|jeden|jeder) (?:werk|arbeits|wochen)tag\b", "weekdays"),
        (r"\b(?:jeden tag|jeden morgen|jeden abend|tagtäglich|taeglich|täglich(?:e[nrs]?)?)\b", "daily"),
        (r"\b(?:am|jedes|an) wochenenden?\b", "weekends"),
        ((r"\b(?:en semaine|(?:les |chaque )?jours? ouvr(?:able|é)s?|(?:cada )?d[ií]as? laborables?|entre semana"
         r"|(?:nos )?dias [uú]teis|(?:nei )?giorni (?:feriali|lavorativi))\b"), "weekdays"),
        ((r"\b(?:todos los d[ií]as|cada d[ií]a|todas las (?:mañanas|tardes|noches)|cada (?:mañana|noche|tarde)"
          r"|diariamente"
         r"|todos? os dias|todo dia|toda manhã|tous les (?:jours|matins|soirs)|chaque (?:jour|matin|soir)"
         r"|ogni (?:giorno"
         r"|mattina|sera)|tutti i giorni|tutte le mattine|quotidien(?:nement)?)\b"), "daily"),
        (r"\b(?:(?:los )?fines? de semana|le week-?end|nel fine settimana|fim de semana)\b", "weekends"),
        ((rf"\b(?:du|de|dal|da|von|from)?\s*(?P<first>{day_regex}|segunda|{english_days})\s+(?:au|a|à|al|bis|até)\s+"
         rf"(?P<last>{day_regex}|sexta|{english_days})\b"), _english_range),
        (r"\bsegunda a sexta\b", "mon-fri"),
        ((rf"\b(?:tous les|toutes les|chaque|cada|todos los|todas as|los|las|le|el|ogni|il|às"
         rf"|as)?\s*\b(?P<day>{day_regex})\b"),
         _english_day),
        (r"\ba (?=(?:mon|tues|wednes|thurs|fri|satur|sun)day (?:one|digest|brief|briefing|summary|post)\b)", "every "),
        ((r"\b(?:eine? (?:halbe|viertel)?\s?stunde|(?:\d+|zehn|fünfzehn|zwanzig) minuten) (?:vorher|davor"
         r"|vor)\b"), "30 minutes before"),
        ((r"\bfrom (?=(?:mon|tue|wed|thu|fri|sat|sun)\w*\s?(?:-|–|to|through|thru|until)\s?(?:mon|tue|wed|thu"
         r"|fri|sat|sun))"), ""),
        (r"\b((?:mon|tues|wednes|thurs|fri|satur|sun)day) (mornings?|evenings?|afternoons?|nights?)\b", r"every \1 \2"),
        # times
        (r"\bmornings? at (\d{1,2}(?:[:.]\d\d)?)(?![\d:]|\s?[ap]\.?m)", lambda match: _half_day(match[1], 0)),
        (r"\b(?:evenings?|afternoons?) at (\d{1,2}(?:[:.]\d\d)?)(?![\d:]|\s?[ap]\.?m)",
         lambda match: _half_day(match[1], _HOURS_IN_HALF_DAY)),
        (r"(?<!\w)@ ?(?=\d)", "at "),
        (r"\b(\d{1,2}(?::\d\d)?)\s?([ap])(?=\s|$|,)(?!\s+las?\b)", r"\1\2m"),
        (rf"(?<!\w)(?:um |gegen |ab )?halb (?P<hour>\d{{1,2}}|{_GERMAN_HOUR_REGEX})\b(?: uhr)?", _before_hour(30)),
        ((rf"(?<!\w)(?:um |gegen |ab )?viertel vor (?P<hour>\d{{1,2}}"
         rf"|{_GERMAN_HOUR_REGEX})\b(?: uhr)?"), _before_hour(15)),
        ((rf"(?<!\w)(?:um |gegen |ab )?viertel nach (?P<hour>\d{{1,2}}"
         rf"|{_GERMAN_HOUR_REGEX})\b(?: uhr)?"), _before_hour(-15)),
        (rf"\bhalf (?P<hour>\d{{1,2}}|{_ENGLISH_HOUR_REGEX})\b", _before_hour(-30)),
        (rf"\b(?P<hour>{_ENGLISH_HOUR_REGEX}) (?P<minute>fifteen|thirty|forty[- ]five)\b",
         lambda match: _clock(_hour(match["hour"]), _MINUTES[match["minute"].lower().replace("-", " ")]
                              if match["minute"].lower() != "forty-five" else 45)),
        (rf"\b(?:um|gegen|ab) (?P<hour>{_GERMAN_HOUR_REGEX})\b(?: uhr)?", lambda match: _clock(_hour(match["hour"]))),
        (rf"\b(?P<hour>{_GERMAN_HOUR_REGEX}) uhr\b", lambda match: _clock(_hour(match["hour"]))),
        (r"\b(?:abends|am abend) (?:immer )?(?:um |gegen |at )?(\d{1,2}(?:[:.]\d\d)?)(?: ?uhr)?\b", r"at \1 pm"),
        ((r"\b(?:morgens|am morgen|vormittags) (?:immer )?(?:um |gegen "
         r"|at )?(\d{1,2}(?:[:.]\d\d)?)(?: ?uhr)?\b"), r"at \1 am"),
        (r"\bat (\d{1,2}:\d\d)  ?abends\b", r"at \1 pm"),
        ((r"(?<!\w)(?:à|vers|a las?|às|as|alle|verso le|dalle) (?:ore )?(\d{1,2})(?:\s?h(?:eures?|oras?)?"
         r"| ore)?(?![\w:.])"), r"at \1"),
        (r"(?<!\w)(?:à|vers|a las?|às|as|alle|verso le|dalle) (?=\d{1,2}[:h.]\d\d)", "at "),
        (rf"(?<!\w)(?:à|a las?|às|alle) (?P<hour>{any_hour_regex})\b(?: heures?)?",
         lambda match: _clock(_hour(match["hour"]))),
        ((r"\bat (\d{1,2}(?::\d\d)?) (?:du soir|de la (?:tarde|noche)|da (?:tarde|noite)|di sera"
         r"|del pomeriggio)\b"), r"at \1 pm"),
        (r"\bat (\d{1,2}(?::\d\d)?) (?:du matin|de la mañana|da manhã|di mattina)\b", r"at \1 am"),
        (r"\b(?:à midi|al? mediod[ií]a|a mezzogiorno|ao meio-dia)\b", "at noon"),
        (r"\b(?:à minuit|a medianoche|a mezzanotte|à meia-noite)\b", "at midnight"),
        (r"\b(\d{1,2}(?:[:.]\d\d)?)(?:-?ish| sharp)\b", r"at \1"),
        (r"\b(\d{1,2}) (?:o clock|oclock)\b", r"\1 o'clock"),
        (r"\bat (?:about|around|roughly|exactly|say|like) (?=\d)", "at "),
        (r"(?<=\d|m) n (?=\d)|(?<=[a-z]{3}) n (?=(?:mon|tue|wed|thu|fri|sat|sun))", " and "),
        # numbers and options
        (r"\btop[- ](two|three|four|five|six|seven|eight|ten)\b", lambda match: f"top {_hour(match[1])}"),
        ((r"\b(?:only |just )?(?:the )?(?:(?:top|best|main|biggest) )?(two|three|four|five|six|seven|eight|ten"
          r"|\d{1,2}) "
         r"(?:(?:most important|top|main|biggest|best|key) )?(?=(?:[\w-]+ ){0,3}(?:stories|items|headlines"
         r"|articles|things)\b)"),
         lambda match: f" top {_hour(match[1])} "),
    )  # fmt: skip
    return tuple((re.compile(pattern, re.IGNORECASE), replacement) for pattern, replacement in rules)
