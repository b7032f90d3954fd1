"""`papertide evaluate trends`: the figures of the tables, for people and for machines."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from pipelines.cli.evaluate_trends import evaluate_trends
from pipelines.errors import PapertideError
from pipelines.mart.snapshot import Snapshot
from pipelines.mart.tables.forecasts import backtest, riser_summary
from pipelines.trends.backtest import ALL


def run(*arguments: object) -> str:
    app = typer.Typer()
    app.command("trends")(evaluate_trends)
    app.callback()(lambda: None)
    return CliRunner().invoke(app, ["trends", *map(str, arguments)], catch_exceptions=False).stdout


def test_machines_are_told_the_record_and_what_became_of_risers(demo_warehouse: Path, demo: Snapshot) -> None:
    told = json.loads(run("--db", demo_warehouse, "--json"))
    assert [part["period"] for part in told["forecasts"]] == ["week", "month", "quarter"]
    record = backtest(demo)
    expected = record[record["theme"] == ALL].set_index("method")
    for row in told["forecasts"][1]["methods"]:
        assert row["mase"] == pytest.approx(expected.loc[row["method"], "mase"])
        assert row["n_origins"] == expected.loc[row["method"], "n_origins"]
    assert told["forecasts"][1]["methods"][1]["p_value"] is None
    summary = riser_summary(demo)
    assert told["risers"]["verdict"] == summary.verdict
    assert told["risers"]["listed"]["p_value"] == pytest.approx(summary.listed.p_value)
    assert 0 < told["risers"]["noise"]["low_pct"] < told["risers"]["noise"]["kept_pct"] < 50
    assert len(told["riser_lists"]) == summary.n_lists
    assert told["riser_lists"][0]["origin"] == f"{summary.first:%Y-%m-%d}"


def test_people_are_told_the_same_in_words(demo_warehouse: Path, demo: Snapshot) -> None:
    told = run("--db", demo_warehouse)
    summary = riser_summary(demo)
    assert f"{summary.listed.n_kept} of {summary.listed.n_listed} kept rising" in told
    assert told.count("The damped trend") == 3
    assert 'shown is "' in told
    assert "nan" not in told


def test_before_the_first_build_it_says_to_build(tmp_path: Path, demo_warehouse: Path) -> None:
    shutil.copy(demo_warehouse, tmp_path / "unbuilt.duckdb")
    with pytest.raises(PapertideError, match="run papertide build"):
        run("--db", tmp_path / "unbuilt.duckdb")
