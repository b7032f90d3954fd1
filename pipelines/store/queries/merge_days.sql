-- A later answer replaces an earlier one when it says something else, or when the day was not over at the earlier
-- one; of two answers of one moment the longer counts.
INSERT INTO days
SELECT DISTINCT ON (day) day, source, n_papers, capped, fetched_at, run_id
FROM incoming_days
ORDER BY day, fetched_at DESC, n_papers DESC
ON CONFLICT (day) DO UPDATE SET
    source = excluded.source,
    n_papers = excluded.n_papers,
    capped = excluded.capped,
    fetched_at = excluded.fetched_at,
    run_id = excluded.run_id
WHERE
    (excluded.fetched_at = days.fetched_at AND excluded.n_papers > days.n_papers)
    OR (
        excluded.fetched_at > days.fetched_at
        AND (
            excluded.n_papers <> days.n_papers
            OR excluded.capped <> days.capped
            OR days.fetched_at < days.day + INTERVAL 1 DAY AND excluded.fetched_at >= days.day + INTERVAL 1 DAY
        )
    );
