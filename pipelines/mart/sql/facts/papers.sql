-- One row per paper, with its first listing and the last observation of each kind.
-- words: tells whether title or abstract are others than at the last build
-- day: the paper's place on the time axis: its first listing day, else its publication day, else absent.
with first_listing as (
    select
        paper_id,
        min(listed_on) as listed_on,
        count(*)::integer as n_listings
    from listings
    group by paper_id
),
last_observation as (
    select
        paper_id,
        arg_max(upvotes, observed_at) filter (where upvotes is not null) as upvotes,
        max(observed_at) filter (where upvotes is not null) as upvotes_at,
        arg_max(comments, observed_at) filter (where comments is not null) as comments,
        arg_max(github_stars, observed_at) filter (where github_stars is not null) as github_stars
    from observations
    group by paper_id
)
select
    papers.paper_id,
    papers.title,
    papers.abstract,
    papers.published_on,
    first_listing.listed_on,
    coalesce(first_listing.listed_on, papers.published_on) as day,
    coalesce(first_listing.n_listings, 0) as n_listings,
    papers.organization as organization_handle,
    papers.organization_name,
    papers.n_authors,
    last_observation.upvotes,
    last_observation.upvotes_at,
    last_observation.comments,
    last_observation.github_stars,
    papers.keywords,
    papers.url,
    papers.github_url,
    papers.project_url,
    papers.source,
    hash(papers.title, papers.abstract) as words
from papers
left join first_listing using (paper_id)
left join last_observation using (paper_id)
order by papers.paper_id
