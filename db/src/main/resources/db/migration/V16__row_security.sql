-- A second wall between accounts: a session that works for one (pawl.account) sees and writes rows of that one only. It
-- holds for the role pawl_tenant, which sessions of the API take; the owner of the tables is not bound by it. Sessions
-- that work for all, as those of workers, have no pawl.account. Revisions, versions and aliases are reached by the id of
-- their state machine, which nobody else learns.
create function pawl_account() returns text stable parallel safe language sql
  return coalesce(current_setting('pawl.account', true), '');

do $$
declare
  name text;
begin
  foreach name in array array['state_machine', 'activity', 'resource_tag', 'access_user', 'access_role', 'access_policy',
    'access_user_policy', 'access_role_policy', 'access_key', 'api_token', 'oidc_role', 'audit_event']
  loop
    execute format('alter table %I enable row level security', name);
    execute format('create policy own_account on %I using (account = pawl_account() or pawl_account() = '''')', name);
  end loop;
end $$;

alter table map_run enable row level security;
create policy own_account on map_run using (pawl_account() = '' or exists (
  select from state_machine m where m.account = pawl_account() and m.id = sm_id));

-- The children of Map runs have a state machine of their own, which is not in the catalogue.
alter table execution enable row level security;
create policy own_account on execution using (pawl_account() = '' or parent is not null or exists (
  select from state_machine m where m.account = pawl_account() and m.id = sm_id));

alter table log_event enable row level security;
create policy own_account on log_event using (
  pawl_account() = '' or split_part(execution_arn, ':', 5) = pawl_account());
