"""Charts for phones: nothing is said that was not, nothing is left out, and rows have room for their names."""

from __future__ import annotations

from html import unescape

import pandas as pd
import pytest

from pipelines.charts.look import LIGHT, Caption
from pipelines.charts.mix import mix
from pipelines.charts.narrow import for_narrow
from pipelines.charts.pairs import pairs

CAPTION = Caption("A title of many words that is far too long for a phone & its <b>", "n = 12 papers; " * 6, "source")
FRAME = pd.DataFrame(
    {
        "organization": ["North", "North <i>"], "other": ["South", "An Institute with a very long name"],
        "divergence": [0.1, 0.3], "low": [0.0, 0.2], "high": [0.2, 0.5], "n_papers": [12, 30], "n_other": [4, 30],
    }
)  # fmt: skip


def test_words_are_broken_into_lines_and_all_there() -> None:
    wide = pairs(FRAME, look=LIGHT, caption=CAPTION)
    before = wide.to_json()
    narrow = for_narrow(wide)
    assert wide.to_json() == before
    lines = narrow.layout.title.text.removeprefix("<b>").removesuffix("</b>").split("</b><br><b>")
    assert len(lines) == 2
    assert " ".join(map(unescape, lines)) == CAPTION.title
    subtitle = narrow.layout.title.subtitle.text.split("<br>")
    assert max(map(len, subtitle)) <= 50
    assert " ".join(subtitle) == CAPTION.subtitle.strip()
    more = narrow.layout.margin.t - wide.layout.margin.t
    assert more > 0
    assert narrow.layout.height >= wide.layout.height + more


def test_names_of_rows_take_less_than_half_of_the_width_and_have_their_lines() -> None:
    narrow = for_narrow(pairs(FRAME, look=LIGHT, caption=CAPTION))
    assert narrow.layout.margin.l < 150
    name = narrow.layout.yaxis.ticktext[1]
    assert "North &lt;i&gt;" in name
    assert max(len(unescape(line)) for line in name.split("<br>")) <= 19
    room = narrow.layout.height - narrow.layout.margin.t - narrow.layout.margin.b
    assert room >= 14 * sum(len(name.split("<br>")) for name in narrow.layout.yaxis.ticktext)


def test_columns_of_a_heatmap_stand_upright() -> None:
    frame = pd.DataFrame(
        {"organization": ["North"], "theme": ["a"], "n_papers": [6], "total": [12], "share_pct": [50.0]}
    )
    narrow = for_narrow(mix(frame, names={"a": "Agents"}, look=LIGHT, caption=CAPTION))
    assert narrow.layout.xaxis.tickangle == -90


def test_pairs_of_few_papers_are_pale() -> None:
    dots = [trace for trace in pairs(FRAME, look=LIGHT, caption=CAPTION).data if trace.mode == "markers"]
    assert [trace.opacity for trace in dots] == [0.35, 1.0]
    assert [trace.x[0] for trace in dots] == pytest.approx([0.1, 0.3])
    assert "North &lt;i&gt;" in dots[1].text[0]
    assert "(95%: 0.20 to 0.50)" in dots[1].text[0]
