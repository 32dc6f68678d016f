create schema cases;
grant usage on schema cases to yiwang_serving, yiwang_working;

create table cases.kind (
  kind text not null,
  version integer not null,
  definition jsonb not null,
  published_at timestamptz not null default now(),
  primary key (kind, version)
);
comment on table cases.kind is 'Case kinds as versioned data; a running case stays on the version it began with';
comment on column cases.kind.kind is 'Code of the kind';
comment on column cases.kind.version is 'Counts up';
comment on column cases.kind.definition is 'KindDefinition: fields, states, actions, guards';
comment on column cases.kind.published_at is 'When this version came into use';
grant select on cases.kind to yiwang_serving, yiwang_working;

create sequence cases.number as bigint;
grant usage on sequence cases.number to yiwang_serving, yiwang_working;

create table cases.case (
  id uuid primary key,
  number text not null unique,
  kind text not null,
  kind_version integer not null,
  source_number text,
  sequence integer not null check (sequence > 0),
  head bytea not null check (length(head) = 32),
  state text not null,
  opened_at timestamptz not null,
  changed_at timestamptz not null,
  closed_at timestamptz,
  foreign key (kind, kind_version) references cases.kind (kind, version),
  constraint case_source_number_key unique (kind, source_number)
);
comment on table cases.case is 'A case as it stands: a projection of its actions, kept in their transaction, narrow because it changes often';
comment on column cases.case.id is 'The case';
comment on column cases.case.number is 'What people call it: prefix, day, running number';
comment on column cases.case.kind is 'Its kind';
comment on column cases.case.kind_version is 'The version of the kind it runs on';
comment on column cases.case.source_number is 'Its number in the system it came from';
comment on column cases.case.sequence is 'How many actions it has; a command names the one it was based on';
comment on column cases.case.head is 'Hash of its last action: the end of its chain';
comment on column cases.case.state is 'State, as its kind names it';
comment on column cases.case.opened_at is 'When it was registered';
comment on column cases.case.changed_at is 'When its last action was recorded';
comment on column cases.case.closed_at is 'When it reached a state that ends it';
create index case_state_idx on cases.case (kind, state, changed_at desc);
create index case_changed_idx on cases.case (changed_at desc);
create index case_opened_idx on cases.case (opened_at desc);
-- people type the last digits of a number
create index case_number_end_idx on cases.case (reverse(number) text_pattern_ops);
create index case_source_number_end_idx on cases.case (reverse(source_number) text_pattern_ops);
grant select, insert, update on cases.case to yiwang_serving;
grant select on cases.case to yiwang_working;

create table cases.action (
  case_id uuid not null references cases.case (id),
  sequence integer not null,
  command_id uuid not null unique,
  action text not null,
  actor_id uuid not null,
  actor_name text not null,
  unit_id uuid not null,
  unit_name text not null,
  occurred_at timestamptz not null,
  recorded_at timestamptz not null,
  payload jsonb not null,
  hash bytea not null check (length(hash) = 32),
  primary key (case_id, sequence)
);
comment on table cases.action is 'The history of every case: one row per accepted command, only ever appended, chained by SM3 per case. The case is its history';
comment on column cases.action.case_id is 'The case';
comment on column cases.action.sequence is 'Counts up from 1 within the case, without gaps';
comment on column cases.action.command_id is 'The command that was accepted';
comment on column cases.action.action is 'What was done, as the kind names it; register begins a case';
comment on column cases.action.actor_id is 'Who did it';
comment on column cases.action.actor_name is 'Their name then';
comment on column cases.action.unit_id is 'The unit they acted for';
comment on column cases.action.unit_name is 'Its name then';
comment on column cases.action.occurred_at is 'When it happened, as the client says';
comment on column cases.action.recorded_at is 'When the server accepted it';
comment on column cases.action.payload is 'ActionPayload: its effects, resolved, so that folding needs nothing else; no personal data in clear';
comment on column cases.action.hash is 'SM3 over the previous hash and this row';
grant select, insert on cases.action to yiwang_serving;
grant select on cases.action to yiwang_working;

create table cases.assignment (
  case_id uuid not null references cases.case (id),
  ordinal integer not null,
  part text not null,
  unit_id uuid not null,
  unit_name text not null,
  since timestamptz not null,
  until timestamptz,
  primary key (case_id, ordinal)
);
comment on table cases.assignment is 'Which units hold or held a case; a projection of its actions';
comment on column cases.assignment.case_id is 'The case';
comment on column cases.assignment.ordinal is 'Counts up within the case';
comment on column cases.assignment.part is 'main (主办)';
comment on column cases.assignment.unit_id is 'The unit (org.unit)';
comment on column cases.assignment.unit_name is 'Its name then';
comment on column cases.assignment.since is 'When it got the case';
comment on column cases.assignment.until is 'When it ceased to hold it; null while it does';
create index assignment_unit_idx on cases.assignment (unit_id, case_id);
create unique index assignment_main_key on cases.assignment (case_id) where until is null and part = 'main';
grant select, insert, update on cases.assignment to yiwang_serving;
grant select on cases.assignment to yiwang_working;

create table cases.content (
  case_id uuid primary key references cases.case (id),
  title text not null,
  body text not null,
  facts jsonb not null,
  search tsvector not null
);
comment on table cases.content is 'What lists, search and pages show of a case: masked texts and public facts. Apart from the changing row, because a search vector in it makes every update dear';
comment on column cases.content.case_id is 'The case';
comment on column cases.content.title is 'Masked title';
comment on column cases.content.body is 'Masked text';
comment on column cases.content.facts is 'Public fields of the form';
comment on column cases.content.search is 'Character bigrams of title and text';
create index content_search_idx on cases.content using gin (search) with (fastupdate = off);
grant select, insert on cases.content to yiwang_serving;
grant update on cases.content to yiwang_serving;
grant select on cases.content to yiwang_working;

create table cases.private_key (
  case_id uuid primary key references cases.case (id),
  wrapped bytea
);
comment on table cases.private_key is 'Every case''s own key, sealed by the installation''s master key. Destroying it erases the personal data';
comment on column cases.private_key.case_id is 'The case';
comment on column cases.private_key.wrapped is 'The key, sealed; null when it was destroyed';
grant select, insert, update on cases.private_key to yiwang_serving;
grant select on cases.private_key to yiwang_working;

create table cases.private (
  case_id uuid not null references cases.case (id),
  sequence integer not null,
  sealed bytea not null,
  primary key (case_id, sequence)
);
comment on table cases.private is 'Personal data and free texts of an action, sealed under the case''s key; the action holds a commitment to them';
comment on column cases.private.case_id is 'The case';
comment on column cases.private.sequence is 'The action they belong to';
comment on column cases.private.sealed is 'Canonical JSON of the fields: SM4-CTR, then HMAC-SM3';
grant select, insert on cases.private to yiwang_serving;
grant select on cases.private to yiwang_working;

create table cases.anchor (
  id integer generated always as identity primary key,
  made_at timestamptz not null default now(),
  entries integer not null,
  hash bytea not null
);
comment on table cases.anchor is 'Daily witness: where every changed case''s chain ended then. A tail cut together with its projection is found by it';
comment on column cases.anchor.id is 'Counts up';
comment on column cases.anchor.made_at is 'When';
comment on column cases.anchor.entries is 'How many cases it names';
comment on column cases.anchor.hash is 'SM3 over the previous anchor''s hash and its entries, sorted by case: worth writing down outside';
grant select, insert on cases.anchor to yiwang_working;

create table cases.anchor_entry (
  anchor_id integer not null references cases.anchor (id),
  case_id uuid not null,
  sequence integer not null,
  head bytea not null,
  primary key (case_id, sequence)
);
comment on table cases.anchor_entry is 'One case in an anchor. No foreign key to the case: it must outlive a row that somebody removes';
comment on column cases.anchor_entry.anchor_id is 'The anchor';
comment on column cases.anchor_entry.case_id is 'The case';
comment on column cases.anchor_entry.sequence is 'How many actions it had';
comment on column cases.anchor_entry.head is 'Hash of the last';
create index anchor_entry_anchor_idx on cases.anchor_entry (anchor_id, case_id);
grant select, insert on cases.anchor_entry to yiwang_working;
