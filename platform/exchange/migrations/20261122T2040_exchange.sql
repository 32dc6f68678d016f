create schema exchange;
grant usage on schema exchange to yiwang_serving, yiwang_working;

create table exchange.system (
  code text primary key check (code ~ '^[a-z][a-z0-9_-]{1,39}$'),
  name text not null check (name <> ''),
  direction text not null check (direction in ('in', 'out', 'both')),
  address text,
  is_on boolean not null default false,
  contact text not null default '',
  note text not null default '',
  version integer not null default 1,
  failures integer not null default 0,
  paused_until timestamptz,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  check (direction = 'in' or address is not null)
);
comment on table exchange.system is 'Systems outside this installation that send us messages or get them from us';
comment on column exchange.system.code is 'Stands in the address it sends to';
comment on column exchange.system.name is 'What people call it';
comment on column exchange.system.direction is 'in: it sends to us; out: we send to it; both';
comment on column exchange.system.address is 'Where we send to; null where we do not';
comment on column exchange.system.is_on is 'Off until an administrator switches it on: nothing is taken from it and nothing sent';
comment on column exchange.system.contact is 'Whom to ask when it fails';
comment on column exchange.system.note is 'Anything worth knowing about it';
comment on column exchange.system.version is 'Counts its changes, so that two who change it at once notice each other';
comment on column exchange.system.failures is 'Sendings in a row that did not reach it';
comment on column exchange.system.paused_until is 'After too many of them nothing is tried before this';
comment on column exchange.system.created_at is 'When it was registered';
comment on column exchange.system.changed_at is 'When what an administrator says of it was last changed';
grant select, insert, update on exchange.system to yiwang_serving;
grant select, update on exchange.system to yiwang_working;

create table exchange.key (
  id uuid primary key,
  system_code text not null references exchange.system (code),
  sealed_secret bytea not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  created_at timestamptz not null default now(),
  created_by_name text not null,
  shown_at timestamptz,
  revoked_at timestamptz,
  revoked_by_name text,
  last_used_at timestamptz,
  constraint key_period check (valid_to > valid_from)
);
comment on table exchange.key is 'Keys that sign messages; a system may have several, so that one can be replaced without a pause';
comment on column exchange.key.id is 'The key id: no secret';
comment on column exchange.key.system_code is 'Whose it is';
comment on column exchange.key.sealed_secret is 'The secret, sealed by the master key';
comment on column exchange.key.valid_from is 'Signs from then on';
comment on column exchange.key.valid_to is 'Signs until then; null: until revoked';
comment on column exchange.key.created_at is 'When it was made';
comment on column exchange.key.created_by_name is 'Who made it';
comment on column exchange.key.shown_at is 'When its secret was shown, which happens once';
comment on column exchange.key.revoked_at is 'When it was revoked, for good';
comment on column exchange.key.revoked_by_name is 'Who revoked it';
comment on column exchange.key.last_used_at is 'About when it last signed a message to us, to the minute';
create index key_system_idx on exchange.key (system_code, created_at);
grant select, insert, update on exchange.key to yiwang_serving;
grant select on exchange.key to yiwang_working;

create table exchange.nonce (
  key_id uuid not null references exchange.key (id),
  nonce text not null,
  expires_at timestamptz not null,
  constraint nonce_once primary key (key_id, nonce)
);
comment on table exchange.nonce is 'Numbers used once by signed requests, kept as long as their time could still be accepted';
comment on column exchange.nonce.key_id is 'The key that signed';
comment on column exchange.nonce.nonce is 'The number';
comment on column exchange.nonce.expires_at is 'A request so old is refused for its time; the number need not be kept longer';
create index nonce_expires_idx on exchange.nonce (expires_at);
grant select, insert on exchange.nonce to yiwang_serving;
grant select, delete on exchange.nonce to yiwang_working;

create table exchange.message (
  id uuid primary key,
  system_code text not null references exchange.system (code),
  direction text not null check (direction in ('in', 'out')),
  sender_id text not null,
  type text not null,
  digest text not null,
  size integer not null,
  wrapped_key bytea not null,
  sealed_body bytea not null,
  sealed_answer bytea,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  tries integer not null default 0,
  try_at timestamptz not null default now(),
  fault text,
  status integer,
  replays integer not null default 0,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  constraint message_once unique (system_code, direction, sender_id)
);
comment on table exchange.message is 'Every message that came in or is to go out, with what became of it';
comment on column exchange.message.id is 'The message, as modules know it';
comment on column exchange.message.system_code is 'From whom it came or to whom it goes';
comment on column exchange.message.direction is 'in or out';
comment on column exchange.message.sender_id is 'The id its sender gave it: sent again under the same id it is the same message';
comment on column exchange.message.type is 'What it is about; says which module takes it';
comment on column exchange.message.digest is 'Keyed digest of the body: tells two bodies apart and says nothing to whoever lacks the master key';
comment on column exchange.message.size is 'Bytes of the body';
comment on column exchange.message.wrapped_key is 'Key of this message, sealed by the master key';
comment on column exchange.message.sealed_body is 'The body, sealed: it may hold personal data';
comment on column exchange.message.sealed_answer is 'What was answered, sealed with the same key';
comment on column exchange.message.state is 'waiting: to be handed over or sent; done; failed: given up until an administrator replays it';
comment on column exchange.message.tries is 'How often that was tried, since it came or was replayed';
comment on column exchange.message.try_at is 'While waiting: not before this';
comment on column exchange.message.fault is 'Why the last try failed; no content';
comment on column exchange.message.status is 'HTTP status of the last sending';
comment on column exchange.message.replays is 'How often an administrator had it replayed';
comment on column exchange.message.created_at is 'When it came, or was to be sent';
comment on column exchange.message.settled_at is 'When it was done or given up';
create index message_waiting_idx on exchange.message (try_at) where state = 'waiting';
create index message_newest_idx on exchange.message (created_at desc, id desc);
create index message_system_idx on exchange.message (system_code, created_at desc);
grant select, insert, update on exchange.message to yiwang_serving;
grant select, update on exchange.message to yiwang_working;
