-- Published versions: immutable snapshots of a revision with what belonged to it.
alter table state_machine add column last_version integer not null default 0;

create table state_machine_version (
  state_machine_id uuid not null,
  version integer not null,
  revision integer not null,
  description text,
  logging text,
  tracing text,
  encryption text,
  created_at timestamptz not null,
  primary key (state_machine_id, version),
  unique (state_machine_id, revision)
);

-- Names that route starts to one or two versions.
create table state_machine_alias (
  state_machine_id uuid not null,
  name text not null,
  description text,
  version integer not null,
  weight integer not null,
  second_version integer,
  second_weight integer,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (state_machine_id, name),
  check ((second_version is null) = (second_weight is null)),
  check (weight + coalesce(second_weight, 0) = 100)
);

-- The alias that an execution was started by; releases before this one leave it out.
alter table execution add column alias text;
