"""Which sentences may be quoted."""

from __future__ import annotations

import json

import pytest
from paths import SHARED

from summarize.cleaning.clean import is_quotable

NOISE = SHARED / "eval" / "summ" / "noise_lines.jsonl"


@pytest.mark.parametrize(
    "sentence",
    [
        "The council voted on Monday to close the bridge.",
        "“We cannot wait for a funeral,” the mayor said.",
        'He called it "a gift to the rich."',
        "Why did nobody close it before the winter?",
        "The firm, Reuters reported, had known of the crack since May.",
        "Finch said: “They knew, and they all kept quiet.”",
        "iPads were handed out to all 400 pupils on Friday.",
        "Die Brücke bleibt bis zum 3. Oktober gesperrt, sagte die „Post“.",
        "Το εργοστάσιο έκλεισε το 2003.",
        "市长星期一为大桥剪彩。",
        "Police released a photo of the car that they are looking for.",
        "A photo of a heron asleep on the mayor's boat was shared four thousand times in a day.",
        "The ferry left at 6 a.m. and the bus, due at 7 p.m. or so, stayed away, etc. and so on.",
        "The bridge has been closed for good after the engineers found that its northern pier was sinking into the mud",
        "Mayor Ada Finch said her FinchNet plan on YouTube would bring more ferries.",
        "Finch is a former editor of the town's paper, and she said the bridge would close.",
        "Updated figures showed on Monday that most families had left.",
        "The NATO and UN offices in Harborville said on Monday they would close.",
        "The mayor told The Harbor Post that the bridge would close.",
        "The mayor was born in Harborville on October 11, 1967.",
        "Ada Finch (R) of Harborville said more bridges would close.",
        "The mayor speaks on Sunday, and the council has until May 2, 2026.",
        "The bridge that stands in Harl was closed on Sunday.",
    ],
)
def test_a_whole_sentence_of_a_report_may_be_quoted(sentence: str) -> None:
    assert is_quotable(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "",
        "By Ada Finch",
        "He wept.",
        "Closing the bridge",
        "and then the pier broke off.",
        "...to the ferry three nights in a row.",
        "“We cannot wait for a funeral, the mayor said.",
        "They knew it,” the mayor said on Monday.",
        "FILE - In this May 13, 2008 file photo, Ada Finch stands on the bridge.",
        "Ada Finch speaks on the bridge, Thursday, Feb. 16, 2017, in Harborville.",
        "Ada Finch stands on the old bridge on Monday. (AP Photo/Sam Tull)",
        "The pier of the bridge at low tide | Reuters",
        "The mayor arrives to speak about the bridge in Harborville, Vermont, October 11, 2017.",
        "| Lantern Harborville closes its bridge Nobody expected it.",
        "Anyone with information about the boat is asked to call the harbour police.",
        "Add Ada Finch as an interest to stay up to date on the latest Ada Finch news.",
        "Ada Finch / Getty Images The mayor of Harborville on the bridge.",
        "Closed: The bridge is seen from the ferry on Monday.",
        "Read more: The bridges that will be closed next year.",
        "Watch the full clip of the collapse below.",
        "Sign up for our newsletter and never miss a bridge.",
        "Editor's note: Ada Finch is a former mayor of Harborville.",
        "Ada Finch is a staff writer for the Harbor Post.",
        "CNN's Ada Finch and Sam Tull contributed to this report.",
        "Copyright 2014 The Harbor Post. All rights reserved.",
        "PUBLISHED: 14:11 EST, 25 October 2013.",
        "Fig. 2 The northern pier seen from below at low tide.",
        "Would you like bridges in your inbox every morning?",
        "Follow the Harbor Post at www.harborpost.com/bridges",
        "Friday, July 21, 2017",
        "Harbor Post image of divers working under the northern pier in October.",
        "Red bars show the share of piers that were mended in the last ten years.",
        "The mayor posted this picture on her page after the first ferry had left.",
        "A complete list of the bridges that will be closed this winter is below.",
        "图为市长星期一在大桥旁边。",
        "The engineer who. found the crack said that nobody had listened. to him.",
        "The committee heard from its chairman, Sam Tull (Harborville.",
        "The bridge has been closed for good after the engineers found that its northern pier was sinking slowly into",
        "Mayor Ada Finch Ada Jane FinchBridge vote splits the council Ferry talks stall said on Monday it would close.",
        "Engineer Sam Tull Samuel (Sam) TullMORE said on Monday that nobody had listened.",
        "The bridge will close, said Ada Finch MORE (Harborville).",
        "Bridge plan in peril The plan that the mayor wants has little chance of passing.",
        "[Updated 4 p.m. Friday] The bridge is closed to all traffic.",
        "Update at 4:10 p.m. ET.",
        "(Note at 7:50 a.m.: We have begun a new page on the bridge.)",
        "Throughout the day, we'll be updating with the latest news about the bridge.",
        "This story has been updated with comments from the mayor's office.",
        "Ada Finch is a senior fellow at the Harbor Institute.",
        "Ada Finch, a former mayor, is a contributing columnist for the Post.",
        "She is a frequent contributor to the Post and a columnist for Harbor Review.",
        "Ada Finch is the author of The Bridges of Our Town.",
        "Ada Finch (left) and engineer Sam Tull on the bridge in Harborville.",
        "The mayor on the bridge (last night) // <SOT: Ada Finch> “We close it tonight.”",
        "Mayor Anna Berg waves to supporters at the town hall in Harl on Sunday.",
        "A heron waits on the closed bridge near the village of Weir, May 2, 2026.",
        "Fishermen remain on site into the evening of May 2. (Ben Oak / Staff Photographer)",
        "• Voters in Harl will be asked to pay for a new bridge.",
        "Corrections & Clarifications: This story has been updated with the right number of piers.",
        "An earlier version of this story misstated the number of piers.",
        '"Harl" redirects here; for other uses, see Harl (disambiguation).',
        "Harl Reprints: This copy is for your personal, non-commercial use only.",
        "HOW LONG WILL THE OLD BRIDGE OF HARBORVILLE STAY CLOSED THIS YEAR?",
    ],
)
def test_bylines_captions_promotion_and_fragments_may_not(sentence: str) -> None:
    assert not is_quotable(sentence)


@pytest.mark.skipif(not NOISE.is_file(), reason="the labelled lines are not here")
def test_labelled_lines_are_told_apart() -> None:
    rows = [json.loads(line) for line in NOISE.read_text(encoding="utf-8").splitlines()]
    quoted = {
        label: [is_quotable(row["line"]) for row in rows if row["label"] == label]
        for label in ("noise", "heading", "prose")
    }

    assert sum(quoted["noise"]) + sum(quoted["heading"]) <= 0.1 * (
        len(quoted["noise"]) + len(quoted["heading"])
    )
    assert sum(quoted["prose"]) >= 0.98 * len(quoted["prose"])
