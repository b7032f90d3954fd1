-- word_uses: one row per word and paper that uses it, by word.
-- number: of the paper, see word_counts; in_title, in_abstract: how often, 255 at the most
-- checks: word_id and number unique
create table word_uses as
select
    word_id,
    number,
    in_title,
    in_abstract
from counted_word_uses
