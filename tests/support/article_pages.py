"""Pages of one invented article."""

from news.source import Page
from sources.parsing import page

URL = "https://www.courier.example/bridge"
SENTENCES = (
    "The council of Harl voted on Monday to close the old bridge after a long debate that lasted until midnight.",
    "Engineers found deep cracks in two of its seven piers during a routine inspection in the first week of March.",
    "Repair work will take at least eight months and is expected to cost nine million crowns, the city said.",
    "Buses will run over the new bridge in Lom until the work is done, and pupils will get free tickets.",
    "Shop owners on the square fear for their trade, because most of their customers come from across the river.",
)
PARAGRAPHS = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)


def extract(body: str, head: str = "<title>Harl closes its old bridge</title>") -> Page:
    return page.extract_page(f"<html><head>{head}</head><body>{body}</body></html>".encode(), url=URL)
