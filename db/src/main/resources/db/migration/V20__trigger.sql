-- What starts executions beside callers. body: the resource as the API has it, in JSON. scope: the bus of a rule, the group
-- of a schedule. next_at: when it fires next; null for never.
create table trigger_resource (
  account text not null,
  kind text not null,
  scope text not null,
  name text not null,
  id uuid not null,
  body text not null,
  tags text not null default '{}',
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  rev bigint not null default 1,
  next_at timestamptz,
  primary key (account, kind, scope, name)
);

create index trigger_due on trigger_resource (next_at) where next_at is not null;

-- A call that is owed to a target until it was made. call: what is called, in JSON. source: the ARN of the rule or schedule.
create table trigger_delivery (
  id uuid primary key,
  account text not null,
  source text not null,
  call text not null,
  attempts int not null default 0,
  next_at timestamptz not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now()
);

create index trigger_delivery_due on trigger_delivery (next_at);

alter table trigger_resource enable row level security;
create policy own_account on trigger_resource using (account = pawl_account() or pawl_account() = '');
alter table trigger_delivery enable row level security;
create policy own_account on trigger_delivery using (account = pawl_account() or pawl_account() = '');
