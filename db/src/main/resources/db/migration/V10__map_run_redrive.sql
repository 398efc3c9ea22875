-- What a redrive of a Map run that did not succeed begins from, and what a Map run that did has told its execution, in
-- case that was stopped before it heard. counts: has four more numbers, pending redrive and not redrivable of its
-- items, then of its executions; rows of older releases have not.
alter table map_run
  add column ended_state bytea,
  add column result bytea,
  add column redrive_count integer not null default 0,
  add column redriven_at timestamptz,
  drop constraint map_run_counts_check,
  add constraint map_run_counts_check check (array_length(counts, 1) in (16, 20)),
  add check (redrive_count >= 0),
  add check ((redrive_count = 0) = (redriven_at is null));
