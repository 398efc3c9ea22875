-- In the order in which a start writes them: nodes of the release before wait, instead of meeting in a deadlock.
lock table execution, history, payload, run, task in access exclusive mode;

-- Ids rise with time, so an index that begins with the id grows at its end and stays dense. One that begins with the
-- shard grows at 256 places, and half of each of its pages stays empty.
alter table run drop constraint run_pkey, add primary key (id, shard);
alter table task drop constraint task_pkey, add primary key (id, shard, seq);
alter table execution drop constraint execution_pkey, add primary key (id, shard, day);
alter table history drop constraint history_pkey, add primary key (id, shard, first_event, day);
alter table payload drop constraint payload_pkey, add primary key (id, shard, hash, day);

-- The same for lists: read from its end. Equal times are rare enough to be sorted while reading.
drop index execution_by_machine;
create index execution_by_machine on execution (sm_id, started_at);

-- Most rows of this table are parked and change seldom. Those under load find room where others have been deleted.
alter table run set (fillfactor = 100);
