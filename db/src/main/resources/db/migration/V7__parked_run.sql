-- Open executions that cannot be advanced, as of a revision: a row counts only while its run is still there.
create table parked_run (
  shard smallint not null,
  id uuid not null,
  rev bigint not null,
  since timestamptz not null,
  failures integer not null,
  reason text not null,
  primary key (shard, id),
  check (failures >= 1)
);
