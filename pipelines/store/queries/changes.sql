-- changes: the merged papers that the store does not hold as such. Temporary; gone with the connection.
-- A paper that was known by title until now is not new. A later date of description alone is no change.
CREATE OR REPLACE TEMP TABLE changes AS
SELECT
    merged.paper_id,
    papers.paper_id IS NULL AND merged.paper_id NOT IN (SELECT paper_id FROM absorbed) AS is_new
FROM merged
LEFT JOIN papers USING (paper_id)
WHERE
    papers.paper_id IS NULL
    OR papers.title IS DISTINCT FROM merged.title
    OR papers.abstract IS DISTINCT FROM merged.abstract
    OR papers.published_on IS DISTINCT FROM merged.published_on
    OR papers.n_authors IS DISTINCT FROM merged.n_authors
    OR papers.authors IS DISTINCT FROM merged.authors
    OR papers.organization IS DISTINCT FROM merged.organization
    OR papers.organization_name IS DISTINCT FROM merged.organization_name
    OR papers.keywords IS DISTINCT FROM merged.keywords
    OR papers.url IS DISTINCT FROM merged.url
    OR papers.github_url IS DISTINCT FROM merged.github_url
    OR papers.project_url IS DISTINCT FROM merged.project_url;
