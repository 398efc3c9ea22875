-- One row per Map run, open or closed. An open one has a row of run, too, which guards its commits. plan: what it was
-- asked to do; counts: total, pending, running, succeeded, failed, timed out, aborted, results written of its items,
-- then the same of its executions.
create table map_run (
  shard smallint not null,
  id uuid not null,
  execution_id uuid not null,
  execution_arn text not null,
  sm_id uuid not null,
  revision integer not null,
  state text not null,
  label text not null,
  plan bytea not null,
  status text not null,
  started_at timestamptz not null,
  stopped_at timestamptz,
  max_concurrency integer not null,
  tolerated_count bigint not null,
  tolerated_percentage double precision not null,
  counts bigint[] not null,
  primary key (shard, id),
  check (status in ('RUNNING', 'SUCCEEDED', 'FAILED', 'ABORTED')),
  check ((status = 'RUNNING') = (stopped_at is null)),
  check (array_length(counts, 1) = 16)
);

create index map_run_by_execution on map_run (execution_id, started_at desc, id);
