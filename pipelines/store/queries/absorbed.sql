-- absorbed: stored papers known by title only whose id has now turned up. Temporary; gone with the connection.
CREATE OR REPLACE TEMP TABLE absorbed AS
SELECT papers.paper_id AS title_id, min(staged.paper_id) AS paper_id
FROM papers
JOIN staged USING (title_key)
WHERE starts_with(papers.paper_id, 'title:') AND NOT starts_with(staged.paper_id, 'title:')
GROUP BY papers.paper_id;
