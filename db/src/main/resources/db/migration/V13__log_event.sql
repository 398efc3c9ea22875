-- The log group: what state machines have logged of their executions, by the day of the event (UTC). shard: of the ARN.
-- A run of an asynchronous Express execution that was begun again has the same ARN and event ids, and other times.
-- record: the JSON record, packed by the engine.
create table log_event (
  shard smallint not null,
  day integer not null,
  execution_arn text not null,
  at timestamptz not null,
  event_id bigint not null,
  type text not null,
  record bytea not null,
  primary key (shard, execution_arn, at, event_id, day)
) partition by range (day);

alter table log_event alter column record set storage external;
