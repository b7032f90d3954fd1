-- papers: one row per paper.
-- day (date): place on the time axis; listed_on, published_on (date)
-- organization: name for people; absent when the source named none; parent: whose it is, itself when it is nobody's
-- upvotes, comments, github_stars: last observed, absent when never observed; upvotes_at: when, naive UTC
-- immature: upvotes observed less than 14 days after the listing day
-- attention_pct: mid-rank percentile of upvotes within the listing day, 0 to 100
-- themes: ids of the themes it carries, strongest first; topic: label of its main topic, absent for "other"
-- search_text: title and abstract in lower case, for search
-- checks: paper_id unique
create table papers as
select
    facts.paper_id,
    facts.title,
    facts.abstract,
    facts.day,
    facts.listed_on,
    facts.published_on,
    facts.n_listings,
    organization_handles.organization,
    organization_handles.parent,
    facts.organization_handle,
    facts.n_authors,
    facts.upvotes,
    facts.upvotes_at,
    facts.upvotes_at < facts.listed_on + interval 14 day as immature,
    attention.attention_pct,
    facts.comments,
    facts.github_stars,
    coalesce(tags.themes, []) as themes,
    main_topic.topic_id,
    topics.label as topic,
    facts.keywords,
    facts.url,
    facts.github_url,
    facts.project_url,
    facts.source,
    lower(facts.title || ' ' || coalesce(facts.abstract, '')) as search_text
from facts
left join organization_handles using (organization_handle)
left join attention using (paper_id)
left join (
    select paper_id, list(theme order by score desc, theme) as themes
    from paper_themes
    group by paper_id
) as tags using (paper_id)
left join paper_topics as main_topic on main_topic.paper_id = facts.paper_id and main_topic.place = 1
left join topics on topics.topic_id = main_topic.topic_id
order by facts.day, facts.paper_id
