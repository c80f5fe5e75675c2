from __future__ import annotations

import pytest

from summarize.cleaning import boilerplate

BODY = [
    "The council of Harborville voted on Monday to close the old bridge for good.",
    "Engineers had warned for years that its northern pier was sinking.",
    "“We cannot wait for a funeral,” the mayor said.",
    "The ferry will run every ten minutes until a new bridge is built.",
]


@pytest.mark.parametrize(
    "line",
    ["Load more", "ADVERTISEMENT", "Share on Facebook", "Facebook X LinkedIn WhatsApp Email Print", "By Ada Finch and Sam Tull",
     "Von Hanna Lenz", "November 12, 2018", "05/22/23 5:00 AM ET", "Lundi 3 mars 2014 à 9 h", "Lesen Sie auch: Was nun?", "© Harbor Post",
     "Photo: Ada Finch", "Sign up for our newsletter", "3 min read", "___", "Les også: Broen faller", "Leia também", "広告",
     "Jonas Roth 13.12.2023 4 min", "READ MORE | Storm closes the port of Lom", "Fehler gefunden? Jetzt melden.",
     "Klick, um auf Facebook zu teilen (Wird in neuem Fenster geöffnet)", "Click to share on X (Opens in new window)",
     "The old pier in the fog of a winter morning.Unsplash/Ada Finch", "Der Pfeiler im Nebel. (Quelle: Hafenamt)", "Der Pfeiler (Archivbild)",
     "Firefighters search the rooms of the hotel after the fire – video",
     "Um eingebettete Inhalte anzuzeigen, ist deine widerrufliche Einwilligung nötig. " + "Sie gilt für alle Seiten, auch im Ausland. " * 8],
)  # fmt: skip
def test_lines_of_the_page_are_known(line: str) -> None:
    assert boilerplate.is_boilerplate(line)


@pytest.mark.parametrize(
    "line",
    [*BODY, "By Monday the river had fallen.", "Share prices fell on Tuesday.", "More than 400 people signed the letter.", "Related cases were dropped.",
     "Video of the crash was shown in court.", "The report was published on Friday.", "Reuters first reported the deal.", "Von der Leyen kam am Montag.",
     "Print is not dead, she said.", "He won in 2014.", "Follow the money, he said.", "May was cold.",
     "Die Prüfer haben drei Fehler gefunden.", "NATO | The allies meet in Lom on Monday.", "The trip takes 40 minutes.", "CBI ने पुल की जाँच शुरू की | मेयर"],
)  # fmt: skip
def test_sentences_of_a_report_are_no_rubbish(line: str) -> None:
    assert not boilerplate.is_boilerplate(line)
