-- words: one row per word of any paper: a run of letters, digits and underscores.
-- word: in lower case, without plural ending
-- checks: word_id unique, word unique
create table words as
select
    word_id,
    word
from counted_words
