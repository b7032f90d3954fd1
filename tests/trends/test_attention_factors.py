"""What goes with attention: against scikit-learn, on planted effects and on none."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import Ridge, RidgeCV
from sklearn.preprocessing import StandardScaler

from pipelines.trends import attention_factors
from pipelines.trends.attention import attention_percentiles
from pipelines.trends.attention_factors import MIN_PAPERS, attention_model

EFFECTS = {"agents": 0.5, "safety": -0.4, "code": 0.0, "vision": 0.0}


def papers(seed: int, n_days: int = 100, a_day: int = 15, effects: dict[str, float] | None = None) -> pd.DataFrame:
    """Papers whose upvotes depend on their themes, the number of authors (doubling: 0.2) and nothing else."""
    rng = np.random.default_rng(seed)
    n = n_days * a_day
    effects = EFFECTS if effects is None else effects
    carried = {theme: rng.random(n) < 0.2 for theme in effects}
    n_authors = rng.integers(1, 30, n)
    latent = rng.normal(size=n) + sum(effect * carried[theme] for theme, effect in effects.items())
    latent += 0.2 * np.log2(n_authors) if any(effects.values()) else 0
    frame = pd.DataFrame(
        {
            "paper_id": [f"p{i:05d}" for i in range(n)],
            "listed_on": np.repeat(pd.bdate_range("2025-01-01", periods=n_days), a_day),
            "upvotes": latent,
            "immature": False,
            "themes": [[theme for theme in effects if carried[theme][i]] for i in range(n)],
            "organization_known": rng.random(n) < 0.5,
            "n_authors": n_authors,
            "code_link": rng.random(n) < 0.3,
            "n_listed": a_day,
        }
    )
    return frame.assign(attention_pct=attention_percentiles(frame))


def test_coefficients_are_scikit_learns_ridge_on_standardised_columns() -> None:
    frame = papers(1)
    model = attention_model(frame)
    columns = pd.DataFrame({f"theme: {theme}": [theme in own for own in frame["themes"]] for theme in EFFECTS})
    columns["organization known"], columns["code link"] = frame["organization_known"], frame["code_link"]
    columns["authors"] = np.log2(frame["n_authors"])
    columns = columns.astype(float)
    columns -= columns.groupby(frame["listed_on"]).transform("mean")
    for weekday in ("Tuesday", "Wednesday", "Thursday", "Friday"):
        columns[f"weekday: {weekday}"] = (frame["listed_on"].dt.day_name() == weekday).astype(float)
    scaler = StandardScaler()
    theirs = Ridge(alpha=model.penalty * len(frame)).fit(scaler.fit_transform(columns), frame["attention_pct"])
    expected = dict(zip(columns, theirs.coef_ / scaler.scale_, strict=True))
    ours = model.factors.set_index("factor")["coefficient"]
    assert set(ours.index) == set(expected)
    assert ours.to_dict() == pytest.approx(expected, abs=1e-8)


def test_the_fit_out_of_sample_is_like_scikit_learns_over_whole_days() -> None:
    from sklearn.model_selection import GroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline

    frame = papers(2, n_days=150)
    columns, _ = attention_factors._design(frame)
    pipeline = make_pipeline(StandardScaler(), RidgeCV(alphas=attention_factors.PENALTIES * len(frame)))
    told = cross_val_predict(pipeline, columns, frame["attention_pct"], groups=frame["listed_on"], cv=GroupKFold(10))
    theirs = 1 - ((frame["attention_pct"] - told) ** 2).sum() / ((frame["attention_pct"] - 50) ** 2).sum()
    model = attention_model(frame)
    assert model.r2_cv == pytest.approx(theirs, abs=0.01)
    assert 0.05 < model.r2_low < model.r2_cv < model.r2_high
    assert (model.n_papers, model.n_days, model.mature) == (2250, 150, True)


def test_planted_effects_are_found_and_intervals_hold_the_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attention_factors, "RESAMPLES", 300)
    models = [attention_model(papers(seed)).factors.set_index("factor") for seed in range(30)]
    truth = pd.concat([model["coefficient"] for model in models], axis=1).mean(axis=1)
    assert truth["theme: agents"] > 8 > -6 > truth["theme: safety"]
    assert truth["authors"] == pytest.approx(100 * 0.2 * 0.26, rel=0.25)  # slope of a percentile in a normal's middle
    varied = truth.index[~truth.index.str.startswith("weekday")]  # every day's mean is 50: theirs are 0
    within = [
        (model.loc[varied, "low"] <= truth[varied]) & (truth[varied] <= model.loc[varied, "high"]) for model in models
    ]
    assert 0.9 <= pd.concat(within, axis=1).mean(axis=None) <= 0.99
    for model in models:
        assert model.loc["theme: agents", "low"] > 0 > model.loc["theme: safety", "high"]


def test_without_effects_little_is_found_and_nothing_is_explained() -> None:
    found = total = 0
    for seed in range(15):
        model = attention_model(papers(seed, effects=dict.fromkeys("abcdefgh", 0.0)))
        factors = model.factors
        found += int(((factors["low"] > 0) | (factors["high"] < 0)).sum())
        total += len(factors)
        assert model.r2_low < 0.002
    assert found / total <= 0.12


def test_what_no_source_told_yet_is_not_the_same_as_no() -> None:
    frame = papers(3)
    late = frame["listed_on"] >= frame["listed_on"].iloc[len(frame) // 2]
    latent = frame["upvotes"] + 0.8 * frame["organization_known"]
    frame["organization_known"] &= late
    frame["attention_pct"] = attention_percentiles(frame.assign(upvotes=latent.where(late, frame["upvotes"])))
    late_only = attention_model(frame[late]).factors.set_index("factor").loc["organization known", "coefficient"]
    both = attention_model(frame).factors.set_index("factor").loc["organization known", "coefficient"]
    assert both == pytest.approx(late_only, rel=0.1)


def test_neither_the_order_of_rows_nor_a_second_run_changes_anything() -> None:
    frame = papers(4, n_days=30)
    model, mixed = attention_model(frame), attention_model(frame.sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(mixed.factors, model.factors, check_exact=True)
    assert replace(mixed, factors=model.factors) == replace(model, factors=model.factors)


def test_rare_and_constant_factors_are_left_out_and_counts_are_told() -> None:
    frame = papers(5, n_days=20)
    frame.loc[:9, "n_authors"] = np.nan
    frame["code_link"] = True
    rare = ["seldom" if i < 5 else "code" for i in range(len(frame))]
    frame["themes"] = [[*own, name] for own, name in zip(frame["themes"], rare, strict=True)]
    factors = attention_model(frame).factors.set_index("factor")
    assert not {"theme: seldom", "code link", "authors unknown", "day size"} & set(factors.index)
    assert factors.loc["authors", "n_papers"] == len(frame) - 10
    assert factors.loc["weekday: Friday", "unit"] == "percentile points, against Monday"


def test_immature_papers_are_used_only_where_too_few_have_settled_and_that_is_said() -> None:
    frame = papers(6, n_days=40)
    frame["immature"] = frame.index >= 450
    model = attention_model(frame)
    assert (model.mature, model.n_papers) == (True, 450)
    frame["immature"] = frame.index >= 100
    model = attention_model(frame)
    assert (model.mature, model.n_papers) == (False, len(frame))


@pytest.mark.parametrize("n", [0, 1, MIN_PAPERS - 1])
def test_too_few_papers_give_no_factor_and_no_fit(n: int) -> None:
    model = attention_model(papers(7).head(n))
    assert model.factors.empty
    assert model.factors.dtypes.to_dict() == attention_model(papers(7, n_days=20)).factors.dtypes.to_dict()
    assert np.isnan(model.r2_cv)
    assert model.n_papers == n


def test_papers_of_too_few_days_give_no_factor() -> None:
    assert attention_model(papers(8, n_days=9, a_day=60)).factors.empty


def test_where_all_papers_draw_the_same_attention_there_is_nothing_to_explain() -> None:
    model = attention_model(papers(9).assign(attention_pct=50.0))
    assert model.factors.empty
    assert np.isnan([model.r2_cv, model.r2_low, model.r2_high]).all()
