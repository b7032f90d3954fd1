"""What is said of risers and fallers."""

from __future__ import annotations

from pipelines.views.sentences import change_sentence


def test_a_change_in_words() -> None:
    row = {
        "share_before_pct": 9.06, "share_now_pct": 15.77, "change_pp": 6.71, "change_low_pp": 5.12,
        "change_high_pp": 8.29, "q_value": 0.0004, "n_before": 156, "n_now": 1402,
    }  # fmt: skip
    assert change_sentence("Agents", row) == (
        "Agents: 9.1% to 15.8% of papers, +6.7 points (95%: 5.1 to 8.3), q < 0.001 (n 156 to 1,402)"
    )
    least = row | {"change_pp": -0.04, "change_low_pp": -2.0, "change_high_pp": 0.01, "q_value": 0.04996}
    assert "+0.0 points (95%: −2.0 to 0.0), q = 0.04996 " in change_sentence("X", least, "known ones")
