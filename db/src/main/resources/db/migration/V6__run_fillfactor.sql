-- Small states leave room enough for another version of a row on its page: half a page was too much for what is parked.
alter table run set (fillfactor = 85);
