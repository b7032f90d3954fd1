-- paper_map: one row per paper with a vector, its place on the map.
-- x, y: without unit; near means about the same thing, far apart says little
-- checks: paper_id unique
create table paper_map as
select
    paper_id,
    x,
    y
from counted_paper_map
