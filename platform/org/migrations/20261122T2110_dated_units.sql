create table org.sort (
  code text primary key,
  name jsonb not null,
  platform boolean not null,
  handles boolean not null,
  under text[] not null,
  position integer not null
);
comment on table org.sort is 'Sorts of units, from the city''s data';
comment on column org.sort.code is 'Code, e.g. town';
comment on column org.sort.name is 'Name in every language';
comment on column org.sort.platform is 'Its units run a platform of their own: what lies below them belongs to it';
comment on column org.sort.handles is 'Its units handle cases, and are offered first where a unit is chosen';
comment on column org.sort.under is 'Sorts under which its units may be; none: they are at the top';
comment on column org.sort.position is 'Place in the city''s order';
grant select on org.sort to yiwang_serving, yiwang_working;

create table org.book (
  id boolean primary key default true check (id),
  changes bigint not null default 0
);
comment on table org.book is 'One row, locked by whoever changes the organisation';
comment on column org.book.id is 'There is one row';
comment on column org.book.changes is 'Counts changes, so that other processes see when to read anew';
insert into org.book default values;
grant select on org.book to yiwang_serving, yiwang_working;
grant update (changes) on org.book to yiwang_serving;

create table org.change (
  sequence bigint generated always as identity primary key,
  id uuid not null unique,
  kind text not null,
  effective_on date not null,
  from_units uuid[] not null,
  to_units uuid[] not null,
  steps jsonb not null,
  reason text,
  recorded_at timestamptz not null default now(),
  recorded_by uuid,
  recorded_by_name text,
  undone_at timestamptz,
  undone_by uuid,
  undone_by_name text
);
comment on table org.change is 'Changes of the organisation. The versions of all units follow from those that were not undone';
comment on column org.change.sequence is 'Order of recording; of two changes of one day the later counts';
comment on column org.change.id is 'The change';
comment on column org.change.kind is 'open, rename, convert, move, merge, split, close, reorder, import or load';
comment on column org.change.effective_on is 'First day on which it holds';
comment on column org.change.from_units is 'Units it was done to';
comment on column org.change.to_units is 'Units that follow them: merged into, split into, or opened';
comment on column org.change.steps is 'What it does to each unit: open, set or close, with the values set';
comment on column org.change.reason is 'Why, or the document it follows';
comment on column org.change.recorded_at is 'When it was entered';
comment on column org.change.recorded_by is 'The account; null for the city''s data';
comment on column org.change.recorded_by_name is 'Its name then';
comment on column org.change.undone_at is 'Taken back before it took effect';
comment on column org.change.undone_by is 'By which account';
comment on column org.change.undone_by_name is 'Its name then';
grant select, insert on org.change to yiwang_serving;
grant update (undone_at, undone_by, undone_by_name) on org.change to yiwang_serving;
grant select on org.change to yiwang_working;

-- What is said of a unit is dated from here on; the city's data says it anew at the next start, by code.
alter table org.unit drop column name, drop column sort, drop column parent_id, drop column position;
alter table org.unit add column confidence text, add column source text, add column delivered jsonb;
comment on table org.unit is 'Units of the organisation, whenever they exist. What is said of them stands in their versions';
comment on column org.unit.code is 'The city''s own code; never given to another unit';
comment on column org.unit.confidence is 'How sure the city''s data is of it: high, medium or low';
comment on column org.unit.source is 'Where the city''s data has it from';
comment on column org.unit.delivered is 'What the city''s data said last: the same again changes nothing';
grant insert on org.unit to yiwang_serving;

create table org.version (
  unit_id uuid not null references org.unit (id),
  valid_from date not null,
  valid_to date,
  name text not null,
  short_name text not null,
  sort text not null references org.sort (code),
  parent_id uuid references org.unit (id),
  position integer not null,
  division_code text,
  primary key (unit_id, valid_from),
  check (valid_to > valid_from)
);
comment on table org.version is 'What a unit was called and where it stood, from a day on and before another';
comment on column org.version.unit_id is 'The unit';
comment on column org.version.valid_from is 'First day';
comment on column org.version.valid_to is 'First day on which it holds no more; null: open';
comment on column org.version.name is 'Name';
comment on column org.version.short_name is 'Short name';
comment on column org.version.sort is 'Sort';
comment on column org.version.parent_id is 'The unit above it';
comment on column org.version.position is 'Place among those under the same unit';
comment on column org.version.division_code is 'Code of the administrative division it stands for';
create index version_parent_idx on org.version (parent_id);
grant select, insert, delete on org.version to yiwang_serving;
grant select on org.version to yiwang_working;
