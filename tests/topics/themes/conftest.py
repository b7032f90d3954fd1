from __future__ import annotations

import pytest

from pipelines.topics.themes.training import Training, train_tagger
from tests.topics.themes.corpus import THEMES, three_themes


@pytest.fixture(scope="session")
def small_training() -> Training:
    """A tagger of three invented themes."""
    papers, labels = three_themes()
    return train_tagger(papers, labels, THEMES)
