-- organizations: one row per organization.
-- organization: its name for people; parent: whose it is, itself when it is nobody's
-- handles: the source's handles that stand for it, most papers first; n_papers: papers that name it
-- slot: its place in the order of first appearance, which fixes its colour
-- checks: organization unique
create table organizations as
with first_seen as (
    select
        organization_handle,
        min(day) as first_day
    from facts
    where organization_handle is not null
    group by organization_handle
)
select
    organization,
    any_value(parent) as parent,
    list(organization_handle order by n_papers desc, organization_handle) as handles,
    sum(n_papers)::bigint as n_papers,
    row_number() over (order by min(first_day), organization) - 1 as slot
from organization_handles
inner join first_seen using (organization_handle)
group by organization
order by n_papers desc, organization
