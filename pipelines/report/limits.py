"""What the data is not: each limit as a claim, and why."""

LIMITS: tuple[tuple[str, str], ...] = (
    (
        "Daily Papers is a curated list, not all research.",
        "People submit papers there, and others vote: subjects that this audience likes are listed more often. A share "
        "here is of the papers listed, and of nothing else.",
    ),
    (
        "Upvotes are attention, not quality.",
        "They depend on the day, on who shares a paper, and on how the list was shown. Attention compares papers of "
        "the same day only; what goes with it is association, not cause.",
    ),
    (
        "Themes are tagged by a model.",
        "Some tags are wrong; the dashboard’s Data page tells how many are expected to be right.",
    ),
    (
        "Organizations are known for part of the papers only,",
        "one to a paper, and none before October 2025. What is unknown is never ranked, and never counted as zero.",
    ),
    (
        "A count has chance in it.",
        "Intervals are 95%. A change is called more than noise where its q-value is below 0.05: of such findings, "
        "about one in twenty is false.",
    ),
)
