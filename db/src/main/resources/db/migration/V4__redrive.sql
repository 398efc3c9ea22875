-- How often an execution was redriven, when that was the last time, and the client tokens of the latest
-- redrives: one a line, each after its time in milliseconds since 1970.
alter table execution
  add column redrive_count integer not null default 0,
  add column redriven_at timestamptz,
  add column redrive_tokens text not null default '',
  add check (redrive_count >= 0),
  add check ((redrive_count = 0) = (redriven_at is null));
