-- Asynchronous Express executions that have been accepted and have not ended. What runs them is in memory; after a
-- crash the row is all there is, and the execution runs again from its beginning. owner: the node that runs it; null
-- where nobody does yet.
create table express_start (
  shard smallint not null,
  id uuid not null,
  owner uuid,
  runs integer not null,
  state_machine_id uuid not null,
  revision integer not null,
  version integer,
  alias text,
  name text not null,
  suffix uuid not null,
  started_at timestamptz not null,
  input bytea not null,
  primary key (shard, id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);

create index express_start_free on express_start (shard) where owner is null;
