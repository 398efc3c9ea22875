-- What accounts create: small, cached by the nodes, not sharded.

create table state_machine (
  account text not null,
  id uuid not null,
  name text not null,
  type text not null,
  status text not null,
  revision integer not null,
  logging text,
  tracing text,
  encryption text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (account, id),
  unique (id),
  check (type in ('STANDARD', 'EXPRESS')),
  check (status in ('ACTIVE', 'DELETING', 'DELETED'))
);

create unique index state_machine_name on state_machine (account, name) where status <> 'DELETED';

-- Every definition that a state machine ever had; executions point at theirs.
create table state_machine_revision (
  state_machine_id uuid not null,
  revision integer not null,
  revision_id text not null,
  definition text not null,
  role_arn text not null,
  created_at timestamptz not null,
  primary key (state_machine_id, revision)
);

create table activity (
  account text not null,
  id uuid not null,
  name text not null,
  encryption text,
  created_at timestamptz not null,
  primary key (account, id),
  unique (account, name)
);
