create table geo.waiting (
  subject_kind text not null check (subject_kind <> ''),
  subject_id text not null check (subject_id <> ''),
  unresolved_id uuid not null references geo.unresolved (id),
  queued_at timestamptz not null default now(),
  primary key (subject_kind, subject_id)
);
comment on table geo.waiting is 'What waits for an address to be placed, e.g. a case: told as soon as somebody confirms where it is';
comment on column geo.waiting.subject_kind is 'What sort of thing waits, in the asking module''s words, e.g. case';
comment on column geo.waiting.subject_id is 'Which one';
comment on column geo.waiting.unresolved_id is 'The address it waits for: its newest one';
comment on column geo.waiting.queued_at is 'Since when it waits for this address';
create index waiting_address_idx on geo.waiting (unresolved_id);
grant select, insert, update on geo.waiting to yiwang_serving;
grant select on geo.waiting to yiwang_working;
