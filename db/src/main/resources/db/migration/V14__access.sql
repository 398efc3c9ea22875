-- Who may do what. An account is a tenant: nothing of one is to be seen from another.
create table account (
  id text not null,
  name text not null,
  created_at timestamptz not null default now(),
  primary key (id),
  check (id ~ '^[0-9]{12}$')
);

create table access_user (
  account text not null,
  name text not null,
  created_at timestamptz not null default now(),
  primary key (account, name)
);

-- What state machines run as. Users of an identity provider are given roles, too.
create table access_role (
  account text not null,
  name text not null,
  created_at timestamptz not null default now(),
  primary key (account, name)
);

create table access_policy (
  account text not null,
  name text not null,
  document text not null,
  changed_at timestamptz not null default now(),
  primary key (account, name)
);

create table access_user_policy (
  account text not null,
  user_name text not null,
  policy text not null,
  primary key (account, user_name, policy)
);

create table access_role_policy (
  account text not null,
  role_name text not null,
  policy text not null,
  primary key (account, role_name, policy)
);

-- secret: sealed by the vault. session_hash: of the session token that comes with a key of short life.
create table access_key (
  id text not null,
  account text not null,
  user_name text not null,
  secret bytea not null,
  session_hash bytea,
  active boolean not null default true,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  primary key (id),
  check ((session_hash is null) = (expires_at is null))
);

create index access_key_user on access_key (account, user_name);

-- id: the part of the token that names it. hash: the SHA-256 of the whole token, which nobody keeps.
create table api_token (
  id text not null,
  hash bytea not null,
  account text not null,
  user_name text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz,
  primary key (id)
);

create index api_token_user on api_token (account, user_name);

-- Which roles those have whose identity token has a claim with a value.
create table oidc_role (
  account text not null,
  claim text not null,
  value text not null,
  role_name text not null,
  primary key (account, claim, value, role_name)
);

create index oidc_role_claim on oidc_role (claim, value);

-- Data keys, wrapped by the master key. The last one seals; all of them open.
create table vault_key (
  id integer not null,
  wrapped bytea not null,
  created_at timestamptz not null default now(),
  primary key (id)
);

-- Each change and each denial, without payloads. Rows are only ever added; days are dropped when they are over their time.
create table audit_event (
  day integer not null,
  at timestamptz not null,
  id uuid not null default gen_random_uuid(),
  account text not null,
  principal text not null,
  source text not null,
  action text not null,
  resource text not null,
  result text not null,
  request_id text not null,
  primary key (account, day, id)
) partition by range (day);

create index audit_event_account on audit_event (account, at);
