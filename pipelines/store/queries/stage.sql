-- staged: the incoming records, each under the id it will be kept by. Temporary; gone with the connection.
-- A record without an id is the paper of that title: one with a real id first, the lowest of several; else a new `title:` paper.
CREATE OR REPLACE TEMP TABLE staged AS
WITH known AS (
    SELECT title_key, paper_id FROM papers
    WHERE title_key IN (SELECT title_key FROM incoming WHERE paper_id IS NULL)
    UNION ALL
    SELECT title_key, paper_id FROM incoming WHERE paper_id IS NOT NULL
),
titled AS (
    SELECT title_key, coalesce(min(paper_id) FILTER (NOT starts_with(paper_id, 'title:')), min(paper_id)) AS known_id
    FROM known
    GROUP BY title_key
)
SELECT
    coalesce(paper_id, known_id, 'title:' || left(sha256(title_key), 16)) AS paper_id,
    incoming.* EXCLUDE (paper_id)
FROM incoming
LEFT JOIN titled USING (title_key);
