-- organizations: one row per organization.
-- organization: its name for people; parent: whose it is, itself when it is nobody's
-- handles: the source's handles that stand for it, most papers first; n_papers: papers that name it
-- checks: organization unique
create table organizations as
select
    organization,
    any_value(parent) as parent,
    list(organization_handle order by n_papers desc, organization_handle) as handles,
    sum(n_papers)::bigint as n_papers
from organization_handles
group by organization
order by n_papers desc, organization
