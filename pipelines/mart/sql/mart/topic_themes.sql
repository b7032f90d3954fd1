-- topic_themes: one row per topic and theme that at least one of its papers carries; what a topic leans towards.
-- n_papers: papers whose main topic it is and that carry the theme; share_pct: of the topic's papers
-- lift: that share over the theme's share of all papers; above 1 the topic leans towards the theme
create table topic_themes as
with theme_shares as (
    select theme, count(*) / (select count(*) from papers) as share
    from paper_themes
    group by theme
)
select
    main.topic_id,
    tags.theme,
    count(*) as n_papers,
    100 * count(*) / any_value(topics.n_papers) as share_pct,
    count(*) / any_value(topics.n_papers) / any_value(theme_shares.share) as lift
from paper_topics as main
inner join paper_themes as tags using (paper_id)
inner join topics using (topic_id)
inner join theme_shares using (theme)
where main.place = 1
group by main.topic_id, tags.theme
order by main.topic_id, n_papers desc, tags.theme
