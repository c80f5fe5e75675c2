import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sources import files

NOW = datetime(2026, 11, 18, tzinfo=UTC)
STORY = "Bridge closed\nThe bridge was closed on Tuesday.\nNobody was hurt.\n"


def test_a_folder_in_the_folder_is_an_outlet_and_a_name_tells_the_time(tmp_path: Path) -> None:
    (tmp_path / "Courier").mkdir()
    (tmp_path / "Courier" / "2026-11-17T0815_bridge.txt").write_text(STORY)

    (entry,) = files.read_path(tmp_path, now=NOW).entries

    assert (entry.outlet, entry.published_at, entry.scraped) == (
        "Courier",
        datetime(2026, 11, 17, 8, 15, tzinfo=UTC),
        True,
    )


@pytest.mark.parametrize("name", ["bridge.txt", "2026-13-45_bridge.txt", "20261117.txt"])
def test_a_name_without_a_time_tells_none(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(STORY)

    assert files.read_path(tmp_path / name, now=NOW).entries[0].published_at is None


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text(STORY)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "in" / ".hidden.txt").write_text(STORY)

    assert files.read_path(tmp_path / "in", now=NOW).entries == ()


def test_content_decides_what_a_file_is_not_its_name(tmp_path: Path) -> None:
    (tmp_path / "feed.txt").write_text(
        "<?xml version='1.0'?><!-- x --><rss version='2.0'><channel><title>C</title><item><title>T</title><description>x</description></item></channel></rss>"
    )

    read = files.read_path(tmp_path / "feed.txt", now=NOW)

    assert [(entry.title, entry.outlet) for entry in read.entries] == [("T", "C")]


def test_one_bad_file_does_not_stop_the_others_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "b.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(1000))
    (tmp_path / "c.xml").write_text("<html><body>no feed</body></html>")
    (tmp_path / "d.html").write_text("<html><body></body></html>")
    (tmp_path / "e.txt").write_text("\n \n")
    (tmp_path / "f.txt").write_text("only a headline")

    read = files.read_path(tmp_path, now=NOW)

    assert len(read.entries) == 1
    assert [Path(failure.subject).name for failure in read.failures] == [
        "b.txt",
        "c.xml",
        "d.html",
        "e.txt",
        "f.txt",
    ]


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    (failure,) = files.read_path(tmp_path / "none", now=NOW).failures

    assert "no such file or folder" in str(failure)


def test_two_outlets_may_name_their_files_alike(tmp_path: Path) -> None:
    for outlet in ("Courier", "Post"):
        (tmp_path / outlet).mkdir()
        (tmp_path / outlet / "bridge.txt").write_text(STORY)

    entries = files.read_path(tmp_path, now=NOW).entries

    assert [entry.outlet for entry in entries] == ["Courier", "Post"]
    assert len({entry.guid for entry in entries}) == 2


def test_a_feed_in_a_file_takes_its_sites_address_for_its_links(tmp_path: Path) -> None:
    (tmp_path / "f.xml").write_text(
        "<rss version='2.0'><channel><title>C</title><link>https://c.example/</link><item><title>T</title><link>/a</link><description>Some words.</description></item></channel></rss>"
    )

    (entry,) = files.read_path(tmp_path, now=NOW).entries

    assert (entry.url, entry.text) == ("https://c.example/a", "Some words.")


def test_hidden_folders_are_passed_over_and_an_empty_one_is_said(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "a.txt").write_text(STORY)

    read = files.read_path(tmp_path, now=NOW)

    assert read.entries == ()
    assert "no text, HTML or feed files in this folder" in str(read.failures[0])


def test_what_is_no_regular_file_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")

    (failure,) = files.read_path(tmp_path / "pipe.txt", now=NOW).failures

    assert "not a file or folder" in str(failure)


@pytest.mark.parametrize("name", ["a\0b", "x" * 300, "\udcff"])
def test_a_name_that_no_file_can_have_is_said(name: str) -> None:
    assert len(files.read_path(Path(name), now=NOW).failures) == 1


def test_broken_utf8_is_read_as_well_as_it_can_be(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Größe\nDie Größe zählt für Köln.\n".encode() + b"\xff\xc3 Ende.")

    (entry,) = files.read_path(tmp_path, now=NOW).entries

    assert "Die Größe zählt für Köln." in entry.text


def test_a_text_of_a_million_characters_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Headline\n" + "A sentence of the article. " * 40_000)

    assert len(files.read_path(tmp_path, now=NOW).entries[0].text) > 1_000_000


def test_what_people_have_is_read(tmp_path: Path) -> None:
    sentences = "The bridge at Åbo was closed on Tuesday. About 400 families were moved to schools overnight."
    (tmp_path / "a.txt").write_text(sentences)
    (tmp_path / "b.md").write_text(f"# Bridge *closed*\n\n{sentences}\n")
    (tmp_path / "c.eml").write_text(f"From: Courier <a@b.example>\nSubject: Bridge closed\n\n{sentences}\n")
    (tmp_path / "d.txt").write_text(f"Bridge closed\n{sentences}\n", encoding="utf-16")
    (tmp_path / "e.txt").write_bytes(f"Bridge closed\n{sentences}\n".encode("utf-16-le"))
    (tmp_path / "f.txt").write_text(f"From: Courier <a@b.example>\nSubject: Bridge closed\n\n{sentences}\n")

    read = files.read_path(tmp_path, now=NOW)

    assert not read.failures
    assert [entry.title for entry in read.entries] == [
        "The bridge at Åbo was closed on Tuesday",
        "Bridge closed",
        "Bridge closed",
        "",
        "",
        "Bridge closed",
    ]
    assert all("About 400 families were moved to schools overnight." in entry.text for entry in read.entries)
    assert [entry.outlet for entry in read.entries] == ["", "", "Courier", "", "", "Courier"]


def test_a_list_of_feeds_is_named_with_what_to_do(tmp_path: Path) -> None:
    for name in ("feeds.opml", "feeds.xml", "feeds.txt"):
        (tmp_path / name).write_text('<?xml version="1.0"?><!-- mine --><opml version="2.0"><body/></opml>')

        (failure,) = files.read_path(tmp_path / name, now=NOW).failures

        assert "OPML" in failure.reason
        assert "newsbrief import" in failure.reason


def test_each_file_is_told_before_it_is_read(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(STORY)
    told: list[tuple[str, int, int]] = []

    files.read_path(
        tmp_path, now=NOW, on_file=lambda file, number, count: told.append((file.name, number, count))
    )

    assert told == [("a.txt", 1, 2), ("b.txt", 2, 2)]
