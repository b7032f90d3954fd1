-- paper_vectors: one row per paper with at least one term that the topics' last fit knows; none without topics.
-- vector: what it is about, of length 1; the product of two is their cosine, and a query is read into the same space
-- checks: paper_id unique
create table paper_vectors as
select
    paper_id,
    vector::float[64] as vector
from counted_paper_vectors
