-- about: one row, what this snapshot says of itself.
-- own_themes: names the content of the user's own themes, embeddings: the model of sentence vectors; empty without any
-- built_at: naive UTC; synthetic: whether any paper comes from the demo's generator
-- first_day, last_day (date): ends of the time axis; last_fetched (date): last listing day fetched, absent without any
create table about as
select
    $number::integer as number,
    $built_at::timestamp as built_at,
    $papertide::text as papertide,
    $tagger::text as tagger,
    $own_themes::text as own_themes,
    $embeddings::text as embeddings,
    $seed::integer as seed,
    coalesce((select bool_or(source = 'demo') from facts), false) as synthetic,
    (select min(day) from facts) as first_day,
    (select max(day) from facts) as last_day,
    (select max(day) from days) as last_fetched
