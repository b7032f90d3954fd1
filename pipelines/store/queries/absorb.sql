-- Moves what is known of the absorbed papers to the ids that turned up; what they were described as joins the
-- staged records (as the oldest of their moment) and is merged like any other description.
INSERT INTO staged BY NAME
SELECT
    absorbed.paper_id, title, title_key, abstract, published_on, n_authors, authors, organization,
    organization_name, keywords, url, github_url, project_url, described_at AS observed_at,
    source, first_run_id AS run_id, -1 AS place
FROM papers
JOIN absorbed ON papers.paper_id = absorbed.title_id;

INSERT INTO listings
SELECT absorbed.paper_id, listed_on, listed_at, source, run_id
FROM listings
JOIN absorbed ON listings.paper_id = absorbed.title_id
ON CONFLICT DO NOTHING;

DELETE FROM listings WHERE paper_id IN (SELECT title_id FROM absorbed);

UPDATE observations SET paper_id = absorbed.paper_id
FROM absorbed
WHERE observations.paper_id = absorbed.title_id;

DELETE FROM papers WHERE paper_id IN (SELECT title_id FROM absorbed);
