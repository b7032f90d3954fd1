-- terms: one row per term, a phrase of one to five words in title or abstract of at least six papers.
-- term: in lower case; a search for it as a phrase finds exactly its papers
-- idea: the same for terms that say the same; telling: whether its words can stand for a subject
-- names_theme: the theme that it merely names; theme: the theme that it is a phrase of; both absent when there is none
-- checks: term_id unique, term unique
create table terms as
select
    term_id::integer as term_id,
    term,
    idea,
    telling,
    names_theme,
    theme
from counted_terms
order by term_id
