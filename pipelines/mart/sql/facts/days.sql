-- One row per listing day that a source answered for.
select day, source, n_papers, capped, fetched_at
from days
order by day
