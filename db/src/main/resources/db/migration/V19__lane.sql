-- Accounts share workers by lanes: what is due is taken from all lanes in turn, so that nobody waits for another's backlog.
-- 0 while there is one account, and for all that was there before.
alter table run add column lane smallint not null default 0;

drop index run_due;
create index run_due on run (shard, lane, wake_at) where wake_at is not null;
