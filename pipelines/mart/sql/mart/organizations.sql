-- organizations: one row per handle that the source gave.
-- organization: its name for people; of several handles with one name the one with most papers has it bare,
-- the others carry their handle in brackets, because nothing is merged silently
-- n_papers: papers that name it; slot: its place in the order of first appearance, which fixes its colour
-- checks: organization_handle unique, organization unique
create table organizations as
with handles as (
    select
        organization_handle,
        coalesce(mode(organization_name), organization_handle) as name,
        count(*) as n_papers,
        min(day) as first_day
    from facts
    where organization_handle is not null
    group by organization_handle
)
select
    organization_handle,
    case
        when row_number() over (partition by lower(name) order by n_papers desc, organization_handle) = 1 then name
        else name || ' (' || organization_handle || ')'
    end as organization,
    n_papers,
    row_number() over (order by first_day, organization_handle) - 1 as slot
from handles
order by n_papers desc, organization
