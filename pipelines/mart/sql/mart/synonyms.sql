-- synonyms: one row per way to write an idea that has several, as the topics read texts.
-- way: its words, without plural endings; idea: the one name that stands for all
-- checks: way unique
create table synonyms as
select
    way,
    idea
from counted_synonyms
