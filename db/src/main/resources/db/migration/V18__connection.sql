-- Connections of HTTP tasks, as EventBridge has them. parameters: what may be shown; sealed: all of them, by the vault.
create table connection (
  account text not null,
  name text not null,
  id uuid not null,
  description text not null,
  authorization_type text not null,
  parameters text not null,
  sealed bytea not null,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  primary key (account, name),
  unique (id)
);

alter table connection enable row level security;
create policy own_account on connection using (account = pawl_account() or pawl_account() = '');
