from __future__ import annotations

import html
import json
from datetime import date, datetime
from pathlib import Path

import pytest

from pipelines.errors import PapertideError
from tests.sources.records import api_record, notes, papers, read, rejects, write

ABSTRACT = "We study how tides move small networks, and find that they move them slowly. " * 6
HEAD = "new\n\nGet trending papers in your email inbox!\n\nSubscribe\n\nDaily Papers\n\nbyAK and others\n\nOct 30\n\n"


def card(title: str, authors: str | None = "  • 3 authors", dated: str | None = "Feb 17", text: str = ABSTRACT) -> str:
    foot = f"{authors}\n·\n{dated}\n\n" if dated else ""
    return f"{title}\n\n{text.strip()}\n\n{foot}"


PAGE = (
    HEAD
    + card("Ebb: A Tidal Network")
    + card("Flow Without a Date", dated=None)
    + card("Salt, Measured", "moss-lab Moss Lab of Tides", "Mar 1, 2024 12")
    + card("Spring?", "  • 1 author", "Dec 31, 2023")
    + card("Neap at the End", dated=None)
)


def test_cards_of_every_shape_are_told_apart(tmp_path: Path) -> None:
    found = papers(read(write(tmp_path, "page.txt", PAGE)))
    assert [paper.title for paper in found] == [
        "Ebb: A Tidal Network",
        "Flow Without a Date",
        "Salt, Measured",
        "Spring?",
        "Neap at the End",
    ]
    assert [paper.published_on for paper in found] == [
        date(2025, 2, 17),
        None,
        date(2024, 3, 1),
        date(2023, 12, 31),
        None,
    ]
    assert [paper.comments for paper in found] == [0, None, 12, 0, None]
    assert [paper.n_authors for paper in found] == [3, None, None, 1, None]
    assert (found[2].organization, found[2].organization_name) == ("moss-lab", "Moss Lab of Tides")
    assert {paper.abstract for paper in found} == {ABSTRACT.strip()}
    assert all(paper.upvotes is paper.paper_id is paper.listed_on is None for paper in found)


def test_the_year_and_the_day_of_capture_come_from_the_page_and_are_told(tmp_path: Path) -> None:
    batches = read(write(tmp_path, "page.txt", PAGE))
    assert papers(batches)[0].observed_at == datetime(2025, 10, 30)
    year, day = notes(batches)
    assert "1 cards show no year and were given 2025: the year after the latest that the page names" in year
    assert "2025-10-30, the day at the head of the page" in day


def test_captured_on_gives_the_year(tmp_path: Path) -> None:
    batches = read(write(tmp_path, "page.txt", PAGE), captured_on=date(2026, 1, 5))
    assert papers(batches)[0].published_on == date(2026, 2, 17)
    assert papers(batches)[0].observed_at == datetime(2026, 1, 5)
    assert "given 2026: that of --captured-on" in notes(batches)[0]


def test_a_day_that_does_not_exist_rejects_its_card_alone(tmp_path: Path) -> None:
    batches = read(write(tmp_path, "page.txt", HEAD + card("Ebb") + card("Leap", dated="Feb 29, 2023")))
    assert [paper.title for paper in papers(batches)] == ["Ebb"]
    assert (rejects(batches)[0].position, rejects(batches)[0].excerpt) == ("card 2", "Leap")


@pytest.mark.parametrize(
    "page",
    [
        PAGE.replace("\n", "\r\n"),
        PAGE.replace("Mar 1, 2024 12", "Mar\xa01,\xa02024\xa0\xa012").replace("  • 3", "\xa0\xa0•\xa03"),
        PAGE.replace("\n·\n", "\n\n·\n\n"),
        "\ufeff" + PAGE,
    ],
    ids=["CRLF", "no-break spaces", "blank lines around the dot", "byte order mark"],
)
def test_what_browsers_do_to_copied_text_changes_nothing(tmp_path: Path, page: str) -> None:
    expected = papers(read(write(tmp_path, "page.txt", PAGE)))
    assert papers(read(write(tmp_path, "copied.txt", page.encode()))) == expected


def test_an_abstract_of_several_paragraphs_stays_one(tmp_path: Path) -> None:
    text = ABSTRACT.strip() + "\n\nA short second paragraph.\n\n" + ABSTRACT.strip()
    found = papers(read(write(tmp_path, "page.txt", HEAD + card("Ebb", text=text) + card("Flow"))))
    assert [paper.title for paper in found] == ["Ebb", "Flow"]
    assert found[0].abstract == " ".join(text.split())


def test_short_abstracts_and_a_title_alone(tmp_path: Path) -> None:
    page = card("Ebb", text="It is low.") + card("Flow", dated=None, text="It is high.") + card("Salt", text="Dry.")
    assert [paper.title for paper in papers(read(write(tmp_path, "page.txt", page)))] == ["Ebb", "Flow", "Salt"]
    alone = "Ebb\n\n  • 3 authors\n·\nFeb 17\n"
    (paper,) = papers(read(write(tmp_path, "alone.txt", alone)))
    assert (paper.title, paper.abstract, paper.n_authors) == ("Ebb", None, 3)


def test_text_without_cards_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(PapertideError, match="holds no cards"):
        read(write(tmp_path, "page.txt", HEAD))


@pytest.mark.shared
def test_the_real_page_has_154_papers(shared: Path) -> None:
    batches = read(shared / "seed" / "daily_papers_search_page.txt")
    found = papers(batches)
    dated = [paper.published_on for paper in found if paper.published_on]
    comments = [paper.comments for paper in found if paper.comments]
    assert (len(found), len(dated), len(comments), sum(comments)) == (154, 144, 45, 106)
    assert sum(paper.n_authors or 0 for paper in found) == 921
    assert (min(dated).year, max(dated).year) == (2018, 2025)
    assert sum(paper.organization is not None for paper in found) == 10
    assert not rejects(batches)
    assert len({paper.title for paper in found}) == 154
    assert all(paper.abstract and 1_300 < len(paper.abstract) < 2_000 for paper in found)


def html_page(props: object) -> str:
    written = html.escape(json.dumps(props), quote=True)
    return f'<!doctype html><html><body><div data-target="DailyPapers" data-props="{written}"></div></body></html>'


@pytest.mark.parametrize("key", ["dailyPapers", "papers"])
def test_a_page_as_html_carries_the_records_of_the_api(tmp_path: Path, key: str) -> None:
    props = {"date": "2025-01-02", "nested": [1], key: [api_record(title="Ebb & <Flow>"), {"paper": {}}]}
    batches = read(write(tmp_path, "2025-01-02.html", html_page(props)))
    (paper,) = papers(batches)
    assert (paper.title, paper.upvotes, paper.comments) == ("Ebb & <Flow>", 7, 2)
    assert [reject.reason for reject in rejects(batches)] == ["the record has no paper.id"]


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("<html><body>Not it</body></html>", "is HTML without the data of Daily Papers"),
        (html_page({"user": 1}), "holds data without a list of papers (it has user)"),
        (html_page([]), "it has nothing"),
        (html_page({"dailyPapers": []}).replace("]", ""), "is not whole JSON"),
    ],
)
def test_other_html_is_an_error(tmp_path: Path, page: str, said: str) -> None:
    with pytest.raises(PapertideError) as caught:
        read(write(tmp_path, "page.html", page))
    assert said in str(caught.value)
