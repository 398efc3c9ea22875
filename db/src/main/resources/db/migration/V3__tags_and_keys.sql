-- Tags of state machines and activities, by the id of the resource.
create table resource_tag (
  account text not null,
  resource uuid not null,
  key text not null,
  value text not null,
  primary key (account, resource, key)
);

-- Secrets that all nodes share, such as the key of task tokens.
create table server_key (
  name text not null,
  value bytea not null,
  primary key (name),
  check (length(value) >= 32)
);
