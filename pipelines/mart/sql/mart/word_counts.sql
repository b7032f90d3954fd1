-- word_counts: one row per paper, how many words it has.
-- number: the paper's in word_uses, from 1 by paper_id, another one in every snapshot
-- checks: paper_id unique, number unique
create table word_counts as
select
    paper_id,
    number,
    in_title,
    in_abstract
from counted_word_counts
