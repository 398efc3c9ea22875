-- The tables of the engine. One language for PostgreSQL 15 to 18; no extension, foreign key between
-- sharded tables, sequence, trigger or advisory lock, so that the tables can be spread by `shard`.
-- Payloads are text or bytea, compressed by the engine, never jsonb.

-- Hot: small and churning.

create table shard_lease (
  shard smallint not null,
  owner uuid,
  epoch bigint not null default 0,
  expires_at timestamptz not null default '-infinity',
  primary key (shard)
) with (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

insert into shard_lease (shard)
select generate_series(0, 255);

create table node (
  id uuid not null,
  expires_at timestamptz not null,
  build text not null,
  primary key (id)
) with (fillfactor = 20);

-- One row per open execution; rev guards every commit.
create table run (
  shard smallint not null,
  id uuid not null,
  rev bigint not null,
  next_event integer not null,
  wake_at timestamptz,
  state bytea not null,
  primary key (shard, id)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);

create index run_due on run (shard, wake_at) where wake_at is not null;

-- One row per pending effect or token. owner: the node incarnation that makes the call; null where the
-- answer comes from outside. timeout_s: an activity's timeout, counted from its claim.
create table task (
  shard smallint not null,
  id uuid not null,
  seq integer not null,
  attempt integer not null,
  kind smallint not null,
  owner uuid,
  activity_id uuid,
  claimed_at timestamptz,
  timeout_s integer,
  deadline timestamptz,
  heartbeat_at timestamptz,
  heartbeat_s integer,
  request bytea not null,
  done_at timestamptz,
  ok boolean,
  result bytea,
  primary key (shard, id, seq),
  check ((done_at is null) = (ok is null)),
  check (owner is null or activity_id is null)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);

create index task_unclaimed on task (activity_id, shard)
  where activity_id is not null and claimed_at is null;

-- Messages to executions, in arrival order.
create table inbox (
  shard smallint not null,
  at timestamptz not null,
  uid bigint not null,
  id uuid not null,
  kind smallint not null,
  body bytea not null,
  primary key (shard, at, uid)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);

-- Outputs of finished iterations, until their join.
create table map_item (
  shard smallint not null,
  id uuid not null,
  frame integer not null,
  idx integer not null,
  status smallint not null,
  output bytea not null,
  primary key (shard, id, frame, idx)
) with (autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 1000);

-- Cold: append-only, by the day of the start. Partitions are made by the engine, a week ahead; day 0
-- keeps what outlives its day.

create table execution (
  shard smallint not null,
  day integer not null,
  id uuid not null,
  sm_id uuid not null,
  revision integer not null,
  version integer,
  name text not null,
  status text not null,
  started_at timestamptz not null,
  stopped_at timestamptz,
  input bytea not null,
  input_hash bytea not null,
  output bytea,
  error text,
  cause text,
  parent bytea,
  primary key (shard, id, day),
  check (status in ('RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED')),
  check ((status = 'RUNNING') = (stopped_at is null))
) partition by range (day);

create index execution_by_machine on execution (sm_id, started_at desc, id);

create index execution_unhappy on execution (sm_id, status, started_at desc)
  where status in ('FAILED', 'TIMED_OUT', 'ABORTED');

create table history (
  shard smallint not null,
  day integer not null,
  id uuid not null,
  first_event integer not null,
  last_event integer not null,
  codec smallint not null,
  data bytea not null,
  primary key (shard, id, first_event, day),
  check (first_event >= 1 and last_event >= first_event)
) partition by range (day);

alter table history alter column data set storage external;

create table payload (
  shard smallint not null,
  day integer not null,
  id uuid not null,
  hash bytea not null,
  codec smallint not null,
  data bytea not null,
  primary key (shard, id, hash, day)
) partition by range (day);

alter table payload alter column data set storage external;

-- Names that callers gave; made-up names are the id and need no row.
create table exec_name (
  shard smallint not null,
  sm_id uuid not null,
  name text not null,
  id uuid not null,
  primary key (shard, sm_id, name)
);
