create schema identity;
grant usage on schema identity to yiwang_serving, yiwang_working;

create table identity.role (
  code text primary key,
  name jsonb not null
);
comment on table identity.role is 'Roles a post may have, from the city''s data';
comment on column identity.role.code is 'Code, e.g. hotline_receiver';
comment on column identity.role.name is 'Name in every language';
grant select on identity.role to yiwang_serving, yiwang_working;

create table identity.account (
  id uuid primary key,
  username text not null unique,
  name text not null,
  password_hash text not null,
  failed_count integer not null default 0,
  locked_until timestamptz,
  demo boolean not null default false
);
comment on table identity.account is 'People who can log in';
comment on column identity.account.id is 'The account';
comment on column identity.account.username is 'What is typed at log-in';
comment on column identity.account.name is 'The person''s name';
comment on column identity.account.password_hash is 'PBKDF2-SM3 with rounds and salt';
comment on column identity.account.failed_count is 'Wrong passwords in a row';
comment on column identity.account.locked_until is 'No log-in before this, after too many wrong passwords';
comment on column identity.account.demo is 'A demonstration account, listed on the log-in page';
grant select, update on identity.account to yiwang_serving;
grant select on identity.account to yiwang_working;

create table identity.post (
  id uuid primary key,
  account_id uuid not null references identity.account (id),
  role text not null references identity.role (code),
  unit_id uuid not null,
  unique (account_id, role, unit_id)
);
comment on table identity.post is 'A role of a person in a unit';
comment on column identity.post.id is 'The post';
comment on column identity.post.account_id is 'Who';
comment on column identity.post.role is 'In which role';
comment on column identity.post.unit_id is 'In which unit (org.unit)';
grant select on identity.post to yiwang_serving, yiwang_working;

create table identity.session (
  id uuid primary key,
  token_hash bytea not null unique,
  account_id uuid not null references identity.account (id),
  post_id uuid not null references identity.post (id),
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  ended_at timestamptz
);
comment on table identity.session is 'Log-ins; the cookie holds a token whose SM3 is kept here';
comment on column identity.session.id is 'The session';
comment on column identity.session.token_hash is 'SM3 of the cookie''s token: the table does not let anybody in';
comment on column identity.session.account_id is 'Who';
comment on column identity.session.post_id is 'In which post';
comment on column identity.session.created_at is 'Log-in';
comment on column identity.session.seen_at is 'Last use, to the minute';
comment on column identity.session.ended_at is 'Log-out or revocation';
create index session_account_idx on identity.session (account_id) where ended_at is null;
grant select, insert, update on identity.session to yiwang_serving;
grant select, delete on identity.session to yiwang_working;
