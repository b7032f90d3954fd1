-- One row per paper and moment at which a source told its upvotes, comments or stars, in order of time.
select
    paper_id,
    observed_at,
    upvotes,
    comments,
    github_stars
from observations
order by paper_id, observed_at
