create schema dictionary;
grant usage on schema dictionary to yiwang_serving, yiwang_working;
create extension if not exists btree_gist with schema public;

create table dictionary.dictionary (
  code text primary key,
  position integer not null,
  definition jsonb not null,
  delivered_digest text not null,
  changes bigint not null default 0
);
comment on table dictionary.dictionary is 'Code tables (字典), as the city''s data describes them. Its row is locked by whoever changes an entry';
comment on column dictionary.dictionary.code is 'Code, e.g. components';
comment on column dictionary.dictionary.position is 'Place in the city''s order';
comment on column dictionary.dictionary.definition is 'DictionaryDefinition: names, standard, versions, kinds, columns';
comment on column dictionary.dictionary.delivered_digest is 'SM3 of the definition and file that were delivered last: the same again changes nothing';
comment on column dictionary.dictionary.changes is 'Counts changes of entries, so that other processes see when to read anew';
grant select on dictionary.dictionary to yiwang_serving, yiwang_working;
grant update (changes) on dictionary.dictionary to yiwang_serving;

create table dictionary.entry (
  id uuid primary key,
  dictionary text not null references dictionary.dictionary (code),
  version text not null,
  kind text not null,
  code text not null,
  edited boolean not null default false,
  constraint entry_key unique (dictionary, version, kind, code)
);
comment on table dictionary.entry is 'What is named by a key. What is said of it, and when, stands in its revisions';
comment on column dictionary.entry.id is 'The entry';
comment on column dictionary.entry.dictionary is 'Its dictionary';
comment on column dictionary.entry.version is 'Edition of the standard, e.g. 2013; empty where the dictionary has none';
comment on column dictionary.entry.kind is 'Kind, e.g. component or event, which may share a code; empty where the dictionary has none';
comment on column dictionary.entry.code is 'Code within dictionary, version and kind';
comment on column dictionary.entry.edited is 'People changed it since it was delivered: a new delivery leaves it alone';
grant select, insert on dictionary.entry to yiwang_serving;
grant update (edited) on dictionary.entry to yiwang_serving;
grant select on dictionary.entry to yiwang_working;

create table dictionary.revision (
  entry_id uuid not null references dictionary.entry (id),
  revision integer not null check (revision > 0),
  valid_from timestamptz not null,
  valid_to timestamptz,
  name text not null,
  name_en text,
  parent text,
  position integer not null,
  attributes jsonb not null,
  confidence text not null check (confidence in ('high', 'medium', 'low')),
  source text not null,
  note text not null,
  search text not null,
  digest text not null,
  origin text not null check (origin in ('delivered', 'edited', 'imported')),
  changed_by uuid,
  changed_by_name text,
  reason text,
  recorded_at timestamptz not null default now(),
  ended_by_name text,
  ended_reason text,
  primary key (entry_id, revision),
  constraint revision_order check (valid_to is null or valid_to >= valid_from),
  constraint revision_overlap exclude using gist (entry_id with =, tstzrange(valid_from, valid_to) with &&)
);
comment on table dictionary.revision is 'What is said of an entry from one moment to another. Never overwritten: a change ends one revision and begins the next; at no moment are two valid';
comment on column dictionary.revision.entry_id is 'The entry';
comment on column dictionary.revision.revision is 'Counts up from 1 within the entry';
comment on column dictionary.revision.valid_from is 'Valid from this moment';
comment on column dictionary.revision.valid_to is 'Valid until this moment, which is no more in it; null while open; equal to valid_from when it was withdrawn before it began';
comment on column dictionary.revision.name is 'Chinese name';
comment on column dictionary.revision.name_en is 'English name, where there is one';
comment on column dictionary.revision.parent is 'Code of the entry above it, in the same dictionary, version and kind';
comment on column dictionary.revision.position is 'Place among its neighbours';
comment on column dictionary.revision.attributes is 'Values of the dictionary''s columns';
comment on column dictionary.revision.confidence is 'How sure the content is: high = seen in a standard or a public system, medium = usual practice, low = a constructed default';
comment on column dictionary.revision.source is 'Where the content comes from';
comment on column dictionary.revision.note is 'Remark';
comment on column dictionary.revision.search is 'Everything one may search it by, in lower case';
comment on column dictionary.revision.digest is 'SM3 of the content without its position, to compare with what was delivered';
comment on column dictionary.revision.origin is 'delivered with the city''s data, edited by hand or imported from a file';
comment on column dictionary.revision.changed_by is 'The account that made it; null when delivered';
comment on column dictionary.revision.changed_by_name is 'Their name then';
comment on column dictionary.revision.reason is 'Why, if it was said';
comment on column dictionary.revision.recorded_at is 'When it was recorded';
comment on column dictionary.revision.ended_by_name is 'Who retired the entry with this revision, or withdrew it; null when the next one replaced it';
comment on column dictionary.revision.ended_reason is 'Why, if it was said';
create index revision_valid_idx on dictionary.revision (entry_id, valid_from desc);
grant select, insert on dictionary.revision to yiwang_serving;
grant update (valid_to, ended_by_name, ended_reason) on dictionary.revision to yiwang_serving;
grant select on dictionary.revision to yiwang_working;

create table dictionary.delivery (
  entry_id uuid primary key references dictionary.entry (id),
  content jsonb not null,
  digest text not null
);
comment on table dictionary.delivery is 'What the city''s data last said of an entry, whatever people made of it since';
comment on column dictionary.delivery.entry_id is 'The entry';
comment on column dictionary.delivery.content is 'EntryContent as delivered';
comment on column dictionary.delivery.digest is 'SM3 of the content without its position';
grant select on dictionary.delivery to yiwang_serving, yiwang_working;
