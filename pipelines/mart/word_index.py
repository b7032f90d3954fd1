"""Counts every word of every paper, for a search that ranks.

Counted by a database of its own, in memory: it needs no lock of Python's, so that a build does other work meanwhile.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from pipelines.topics.discovered.rules import fold

# As in `pipelines.mart.terms`, a word is a run of letters, digits and underscores.
_COUNTS = r"""
create table numbered as select row_number() over (order by paper_id)::integer as number, * from texts;
create table said as
select number, unnest(regexp_extract_all(lower(title), '[\pL\pN_]+')) as written, true as in_title from numbered
union all
select number, unnest(regexp_extract_all(lower(abstract), '[\pL\pN_]+')), false from numbered;
create table counted as
select written, number, count(*) filter (in_title) as title, count(*) filter (not in_title) as abstract
from said group by written, number;
"""
_WORDS = "select row_number() over (order by word)::integer as word_id, word from (select distinct word from folded)"
_USES = """
select word_id, number, least(sum(title), 255)::utinyint as in_title, least(sum(abstract), 255)::utinyint as in_abstract
from counted join folded using (written) join words using (word)
group by word_id, number order by word_id, number
"""
_SIZES = """
select paper_id, number, coalesce(in_title, 0)::integer as in_title, coalesce(in_abstract, 0)::integer as in_abstract
from numbered left join (
    select number, sum(title) as in_title, sum(abstract) as in_abstract from counted group by number
) using (number)
order by number
"""


def word_tables(papers: pa.Table) -> dict[str, pa.Table]:
    """The words of papers (columns paper_id, title, abstract), as the mart holds them; see the SQL beside it.

    Returns
    -------
    words : word_id, word (in lower case, without plural ending)
    word_uses : word_id, number (of the paper), in_title, in_abstract (times, 255 at the most)
    word_counts : paper_id, number, in_title, in_abstract (words)
    """
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute("set enable_progress_bar = false")
        connection.register("texts", papers.select(["paper_id", "title", "abstract"]))
        connection.execute(_COUNTS)
        written = connection.execute("select distinct written from counted").df()
        connection.register("folded", written.assign(word=[fold(word) for word in written["written"]]))
        words = connection.sql(_WORDS).to_arrow_table()
        connection.register("words", words)
        uses, counts = connection.sql(_USES).to_arrow_table(), connection.sql(_SIZES).to_arrow_table()
    return {"words": words, "word_uses": uses, "word_counts": counts}
