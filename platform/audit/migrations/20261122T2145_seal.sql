alter table audit.entry
  add column xid xid8 not null default pg_current_xact_id(),
  add column actor_name text,
  add column unit_id uuid,
  add column unit_name text,
  add column subject_name text;
comment on column audit.entry.xid is 'The transaction that recorded it: with id its place in the order of sealing, so that a late commit cannot slip behind a seal';
comment on column audit.entry.actor_name is 'The person''s name then';
comment on column audit.entry.unit_id is 'The unit they acted for';
comment on column audit.entry.unit_name is 'Its name then';
comment on column audit.entry.subject_name is 'What people call the subject, e.g. a case number';

create table audit.seal (
  id integer primary key check (id > 0),
  from_xid xid8 not null,
  from_id bigint not null,
  to_xid xid8 not null,
  to_id bigint not null,
  entries integer not null check (entries > 0),
  hash bytea not null check (length(hash) = 32),
  made_at timestamptz not null
);
comment on table audit.seal is 'Seals over the audit log: each covers the entries after the last one''s, in the order (xid, id), and is chained to it. Only ever appended to';
comment on column audit.seal.id is 'Counts up from 1 without gaps';
comment on column audit.seal.from_xid is 'Transaction of the first entry';
comment on column audit.seal.from_id is 'The first entry';
comment on column audit.seal.to_xid is 'Transaction of the last entry';
comment on column audit.seal.to_id is 'The last entry';
comment on column audit.seal.entries is 'How many entries it covers';
comment on column audit.seal.hash is 'SM3 over the hash before it and the canonical JSON of this seal and its entries in order';
comment on column audit.seal.made_at is 'When';
create unique index seal_to_key on audit.seal (to_xid, to_id);
grant select on audit.seal to yiwang_serving;
grant select, insert on audit.seal to yiwang_working;

-- Pairs of neighbouring characters, so that GIN finds any part of a Chinese text from two characters on.
create function audit.pairs(text text) returns text[]
  language sql immutable strict parallel safe
  return (select array_agg(distinct substr(lower(text), at, 2)) from generate_series(1, greatest(length(text) - 1, 1)) as at);
comment on function audit.pairs(text) is 'Every two neighbouring characters of a text, in lower case';
grant execute on function audit.pairs(text) to yiwang_serving, yiwang_working;

-- What people write is searched, not the figures and names of fields that almost every entry has.
create function audit.texts(detail jsonb) returns text
  language sql immutable strict parallel safe
  return nullif(jsonb_path_query_array(detail, 'strict $.** ? (@.type() == "string")')::text, '[]');
comment on function audit.texts(jsonb) is 'The texts in a detail; null where it has none';
grant execute on function audit.texts(jsonb) to yiwang_serving, yiwang_working;

create index entry_order_idx on audit.entry (xid, id);
create index entry_recorded_idx on audit.entry (recorded_at, id);
create index entry_what_idx on audit.entry (what, recorded_at, id);
create index entry_actor_idx on audit.entry (actor_id, recorded_at, id);
create index entry_actor_name_idx on audit.entry (actor_name text_pattern_ops, recorded_at, id);
create index entry_unit_idx on audit.entry (unit_id, recorded_at, id);
create index entry_subject_name_idx on audit.entry (subject_name) where subject_name is not null;
create index entry_request_idx on audit.entry (request_id) where request_id is not null;
create index entry_detail_idx on audit.entry using gin (audit.pairs(audit.texts(detail))) where audit.texts(detail) is not null;
