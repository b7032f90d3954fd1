-- paper_terms: one row per paper.
-- term_ids: the terms of its title and abstract, ascending
-- checks: paper_id unique
create table paper_terms as
select
    paper_id,
    term_ids
from counted_paper_terms
