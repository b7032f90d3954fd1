-- A listing is a paper and a day; its moment is filled in when a later source tells it.
INSERT INTO listings
SELECT paper_id, listed_on, min(listed_at), min(source), min(run_id)
FROM staged
WHERE listed_on IS NOT NULL
GROUP BY paper_id, listed_on
ON CONFLICT (paper_id, listed_on) DO UPDATE SET listed_at = excluded.listed_at
WHERE listings.listed_at IS NULL AND excluded.listed_at IS NOT NULL;
