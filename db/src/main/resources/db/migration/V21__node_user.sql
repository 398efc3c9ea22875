-- The tables change every day, by the partitions of that day. These functions of their owner do it, so that the database
-- user of nodes need own nothing, and can change no table beyond this.
create function pawl_attach_day(parent text, day integer) returns void security definer language plpgsql as $$
begin
  if parent not in ('execution', 'history', 'payload', 'log_event', 'audit_event') then
    raise exception '% has no days', parent using errcode = 'invalid_parameter_value';
  end if;
  execute format('create table %I (like %I including all)', parent || '_d' || day, parent);
  execute format('alter table %I attach partition %I for values from (%s) to (%s)', parent, parent || '_d' || day, day, day + 1);
end $$;

create function pawl_drop_day(parent text, day integer) returns void security definer language plpgsql as $$
begin
  if parent not in ('execution', 'history', 'payload', 'log_event', 'audit_event') then
    raise exception '% has no days', parent using errcode = 'invalid_parameter_value';
  end if;
  execute format('drop table if exists %I', parent || '_d' || day);
end $$;

-- A table of this schema, whose name is a word.
create function pawl_analyze(name text) returns void security definer language plpgsql as $$
begin
  execute format('analyze %I', name);
end $$;

-- Whoever calls them must not put other tables in the place of these.
do $$
declare
  signature text;
begin
  foreach signature in array array['pawl_attach_day(text, integer)', 'pawl_drop_day(text, integer)', 'pawl_analyze(text)']
  loop
    execute format('alter function %s set search_path = %I, pg_temp', signature, current_schema);
    execute format('revoke all on function %s from public', signature);
  end loop;
end $$;

-- What releases have changed is nothing that an account's session writes.
do $$
begin
  if exists (select from pg_roles where rolname = 'pawl_tenant') then
    revoke insert, update, delete on flyway_schema_history from pawl_tenant;
  end if;
end $$;
