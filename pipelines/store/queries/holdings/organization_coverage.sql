-- One row a month: papers, and those with a known organization. A paper counts in the month of its first listing,
-- one that was never listed in that of its publication; one with neither date is in no month.
SELECT
    date_trunc('month', coalesce(listed.first_listed_on, papers.published_on))::DATE AS month,
    count(*) AS n_papers,
    count(papers.organization) AS n_with_organization
FROM papers
LEFT JOIN (SELECT paper_id, min(listed_on) AS first_listed_on FROM listings GROUP BY paper_id) AS listed
    ON listed.paper_id = papers.paper_id
WHERE coalesce(listed.first_listed_on, papers.published_on) IS NOT NULL
GROUP BY month
ORDER BY month;
