-- Keys of accounts that seal what the executions of their state machines carry. sealed: the key, sealed by the vault. A
-- key that is switched off opens nothing; it is never deleted, since what it sealed would be lost.
create table customer_key (
  account text not null,
  id uuid not null,
  description text not null,
  sealed bytea not null,
  active boolean not null default true,
  created_at timestamptz not null default now(),
  primary key (account, id),
  unique (id)
);

alter table customer_key enable row level security;
create policy own_account on customer_key using (account = pawl_account() or pawl_account() = '');

-- What seals the executions of a revision. Null where a release before this one wrote it: then nothing does.
alter table state_machine_revision add column encryption text;
