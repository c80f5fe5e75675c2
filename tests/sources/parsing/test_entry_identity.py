import pytest

from news.source import Entry
from news.source import SharedIdentifier as Shared
from sources.parsing.entry_identity import mark_shared_identifiers, may_share_identifiers

PAGE = "https://harl.example/notes"


@pytest.mark.parametrize(
    ("entries", "shared"),
    [
        ([Entry("A", "", "1", f"{PAGE}#a"), Entry("B", "", "2", f"{PAGE}#b")], {Shared.URL}),
        ([Entry("A", "", "", PAGE), Entry("B", "", "", PAGE)], {Shared.URL, Shared.FULL_URL}),
        ([Entry("A", "", "0", f"{PAGE}/1"), Entry("B", "", "0", f"{PAGE}/2")], {Shared.GUID}),
        ([Entry("A", "", "", f"{PAGE}?cmpid=1"), Entry("B", "", "", f"{PAGE}?cmpid=2")], {Shared.URL}),
        ([Entry("A", "", "1", PAGE), Entry("A", "", "2", PAGE)], {Shared.URL, Shared.FULL_URL, Shared.TITLE}),
        ([Entry("A", "", "1", f"{PAGE}/1"), Entry("A", "", "1", f"{PAGE}/1?utm_source=x")], set()),
        ([Entry("A", "", "1", f"{PAGE}/1"), Entry("B", "", "2", f"{PAGE}/2")], set()),
        ([Entry("A", "", "", ""), Entry("B", "", "", "")], set()),
    ],
)
def test_what_different_entries_have_in_common_is_found(entries: list[Entry], shared: set[Shared]) -> None:
    assert [set(entry.shared_identifiers) for entry in mark_shared_identifiers(entries)] == [shared] * 2


def test_a_new_entry_is_compared_with_the_known_ones() -> None:
    known = b"<item><link>https://harl.example/notes#a</link><guid>17</guid></item>"

    assert may_share_identifiers([Entry("B", "", "", f"{PAGE}#b")], known)
    assert may_share_identifiers([Entry("B", "", "17", "")], known)
    assert not may_share_identifiers([Entry("B", "", "7", f"{PAGE}-more")], known)


@pytest.mark.parametrize("link", ["/notes#a", "notes#a", "./notes#a", "https://harl.example/notes?cmpid=1"])
def test_a_link_may_be_written_relative_to_the_feed(link: str) -> None:
    known = f"<item><title>A</title><link>{link}</link></item>".encode()

    assert may_share_identifiers([Entry("B", "", "", f"{PAGE}#b")], known)
    assert not may_share_identifiers([Entry("B", "", "", "https://harl.example/other#b")], known)
