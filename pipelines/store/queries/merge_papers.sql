-- Papers whose facts or whose date of description changed are replaced; the others are not touched.
MERGE INTO papers USING merged ON papers.paper_id = merged.paper_id
WHEN MATCHED AND (merged.described_at > papers.described_at OR merged.paper_id IN (SELECT paper_id FROM changes)) THEN UPDATE SET
    title = merged.title,
    title_key = merged.title_key,
    abstract = merged.abstract,
    published_on = merged.published_on,
    n_authors = merged.n_authors,
    authors = merged.authors,
    organization = merged.organization,
    organization_name = merged.organization_name,
    keywords = merged.keywords,
    url = merged.url,
    github_url = merged.github_url,
    project_url = merged.project_url,
    described_at = merged.described_at
WHEN NOT MATCHED THEN INSERT BY NAME;
