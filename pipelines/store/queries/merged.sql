-- merged: one row for each staged paper, as it will be kept. Temporary; gone with the connection.
-- A description at least as new as the stored one wins field by field, an older one fills what is still unknown;
-- arg_max passes over nulls, so a source that does not tell a field never erases it.
CREATE OR REPLACE TEMP TABLE merged AS
WITH said AS (
    SELECT
        staged.*,
        papers.described_at IS NULL OR observed_at >= papers.described_at AS newer,
        row_number() OVER (ORDER BY observed_at, place) AS nth
    FROM staged
    LEFT JOIN papers USING (paper_id)
),
newest AS (
    SELECT
        paper_id,
        arg_max(title, nth) FILTER (newer) AS title,
        arg_max(title_key, nth) FILTER (newer) AS title_key,
        arg_max(abstract, nth) FILTER (newer) AS abstract,
        arg_max(published_on, nth) FILTER (newer) AS published_on,
        arg_max(n_authors, nth) FILTER (newer) AS n_authors,
        arg_max(authors, nth) FILTER (newer) AS authors,
        arg_max(organization, nth) FILTER (newer) AS organization,
        arg_max(organization_name, nth) FILTER (newer) AS organization_name,
        arg_max(keywords, nth) FILTER (newer) AS keywords,
        arg_max(url, nth) FILTER (newer) AS url,
        arg_max(github_url, nth) FILTER (newer) AS github_url,
        arg_max(project_url, nth) FILTER (newer) AS project_url,
        max(observed_at) AS described_at,
        arg_min(source, nth) AS source,
        min(run_id) AS run_id
    FROM said
    GROUP BY paper_id
),
older AS (
    SELECT
        paper_id,
        arg_max(abstract, nth) AS abstract,
        arg_max(published_on, nth) AS published_on,
        arg_max(n_authors, nth) AS n_authors,
        arg_max(authors, nth) AS authors,
        arg_max(organization, nth) AS organization,
        arg_max(organization_name, nth) AS organization_name,
        arg_max(keywords, nth) AS keywords,
        arg_max(url, nth) AS url,
        arg_max(github_url, nth) AS github_url,
        arg_max(project_url, nth) AS project_url
    FROM said
    WHERE NOT newer
    GROUP BY paper_id
)
SELECT
    newest.paper_id,
    coalesce(newest.title, papers.title) AS title,
    coalesce(newest.title_key, papers.title_key) AS title_key,
    coalesce(newest.abstract, papers.abstract, older.abstract) AS abstract,
    coalesce(newest.published_on, papers.published_on, older.published_on) AS published_on,
    coalesce(newest.n_authors, papers.n_authors, older.n_authors) AS n_authors,
    coalesce(newest.authors, papers.authors, older.authors) AS authors,
    coalesce(newest.organization, papers.organization, older.organization) AS organization,
    coalesce(newest.organization_name, papers.organization_name, older.organization_name) AS organization_name,
    coalesce(newest.keywords, papers.keywords, older.keywords) AS keywords,
    coalesce(newest.url, papers.url, older.url) AS url,
    coalesce(newest.github_url, papers.github_url, older.github_url) AS github_url,
    coalesce(newest.project_url, papers.project_url, older.project_url) AS project_url,
    coalesce(papers.source, newest.source) AS source,
    greatest(papers.described_at, newest.described_at) AS described_at,
    coalesce(papers.first_run_id, newest.run_id) AS first_run_id
FROM newest
LEFT JOIN older USING (paper_id)
LEFT JOIN papers USING (paper_id);
