create schema grid;
grant usage on schema grid to yiwang_serving, yiwang_working;
create extension if not exists btree_gist with schema public;

create table grid.book (
  name text primary key check (name in ('standards', 'stage_limits')),
  changes bigint not null default 0,
  delivered_digest text
);
comment on table grid.book is 'The two books of the module: filing standards and stage limits. Whoever changes one holds its row';
comment on column grid.book.name is 'Which book';
comment on column grid.book.changes is 'Counts changes, so that every process sees when to read anew';
comment on column grid.book.delivered_digest is 'SM3 of what the city delivered last: the same again changes nothing';
insert into grid.book (name) values ('standards'), ('stage_limits');
grant select on grid.book to yiwang_serving, yiwang_working;
grant update (changes) on grid.book to yiwang_serving;

create table grid.standard (
  id text not null,
  revision integer not null check (revision > 0),
  valid_from date not null,
  valid_to date,
  version text not null,
  kind text not null check (kind in ('component', 'event')),
  item text not null,
  code text not null,
  filing text not null,
  limit_value integer not null check (limit_value > 0),
  limit_unit text not null check (limit_unit in ('urgent_hour', 'work_hour', 'work_day', 'natural_day')),
  closing text not null,
  confidence text not null check (confidence in ('high', 'medium', 'low')),
  source text not null,
  note text not null,
  origin text not null check (origin in ('delivered', 'edited', 'imported')),
  changed_by uuid,
  changed_by_name text,
  reason text,
  recorded_at timestamptz not null default now(),
  ended_by_name text,
  ended_reason text,
  primary key (id, revision),
  constraint standard_id check (id = version || '.' || kind || '.' || code),
  constraint standard_order check (valid_to is null or valid_to >= valid_from),
  constraint standard_overlap exclude using gist (id with =, daterange(valid_from, valid_to) with &&)
);
comment on table grid.standard is 'Standards of filing and closing (立案结案标准), one row for each stretch of time. Never overwritten: a change ends one row and begins the next; on no day are two of one standard valid';
comment on column grid.standard.id is 'The standard: version.kind.code, the same on every installation';
comment on column grid.standard.revision is 'Counts up from 1 within the standard';
comment on column grid.standard.valid_from is 'Valid from the beginning of this day in Asia/Shanghai';
comment on column grid.standard.valid_to is 'Valid until the beginning of this day; null while open; equal to valid_from when taken back before it began, or replaced on the day it began';
comment on column grid.standard.version is 'The list it belongs to: edition of the standard (2026, 2013) or the city''s or district''s own list';
comment on column grid.standard.kind is 'component or event, which may share a code';
comment on column grid.standard.item is 'Code of the component or event in the dictionary of its version and kind; its name stands there';
comment on column grid.standard.code is 'Code of the standard within version and kind, e.g. 01001-2';
comment on column grid.standard.filing is 'When a case is filed (立案条件)';
comment on column grid.standard.limit_value is 'How long handling may take (处置时限), in limit_unit';
comment on column grid.standard.limit_unit is 'urgent_hour: hours round the clock; work_hour, work_day: of the working calendar; natural_day';
comment on column grid.standard.closing is 'When the case may be closed (结案条件)';
comment on column grid.standard.confidence is 'high = seen in a standard or a public system, medium = usual practice, low = a constructed default';
comment on column grid.standard.source is 'Where it comes from';
comment on column grid.standard.note is 'Remark';
comment on column grid.standard.origin is 'delivered with the city''s data, edited by hand or imported from a file';
comment on column grid.standard.changed_by is 'The account that made it; null when delivered';
comment on column grid.standard.changed_by_name is 'Their name then';
comment on column grid.standard.reason is 'Why, if it was said';
comment on column grid.standard.recorded_at is 'When it was recorded';
comment on column grid.standard.ended_by_name is 'Who retired the standard with this row, or took it back; null when the next row replaced it';
comment on column grid.standard.ended_reason is 'Why, if it was said';
grant select, insert on grid.standard to yiwang_serving;
grant update (valid_to, ended_by_name, ended_reason) on grid.standard to yiwang_serving;
grant select on grid.standard to yiwang_working;

create table grid.stage_limit (
  code text not null,
  revision integer not null check (revision > 0),
  valid_from date not null,
  valid_to date,
  stage text not null,
  name text not null,
  name_en text not null,
  position integer not null,
  rule text not null,
  limit_value integer check (limit_value > 0),
  limit_unit text check (limit_unit in ('minute', 'urgent_hour', 'work_hour', 'work_day', 'natural_day', 'month')),
  by_role text,
  confidence text not null check (confidence in ('high', 'medium', 'low')),
  source text not null,
  note text not null,
  origin text not null check (origin in ('delivered', 'edited')),
  changed_by uuid,
  changed_by_name text,
  reason text,
  recorded_at timestamptz not null default now(),
  ended_by_name text,
  ended_reason text,
  primary key (code, revision),
  constraint stage_limit_whole check ((limit_value is null) = (limit_unit is null)),
  constraint stage_limit_order check (valid_to is null or valid_to >= valid_from),
  constraint stage_limit_overlap exclude using gist (code with =, daterange(valid_from, valid_to) with &&)
);
comment on table grid.stage_limit is 'How long each stage of a case may take, and the rules of its clock; one row for each stretch of time';
comment on column grid.stage_limit.code is 'The rule; where it is the stage itself, its limit is the limit of the stage';
comment on column grid.stage_limit.revision is 'Counts up from 1 within the rule';
comment on column grid.stage_limit.valid_from is 'Valid from the beginning of this day in Asia/Shanghai';
comment on column grid.stage_limit.valid_to is 'Valid until the beginning of this day; null while open; equal to valid_from when taken back or replaced before it counted';
comment on column grid.stage_limit.stage is 'Stage: accept, verify, file, dispatch, sign, handle, check, close …';
comment on column grid.stage_limit.name is 'Chinese name of the stage';
comment on column grid.stage_limit.name_en is 'English name of the stage';
comment on column grid.stage_limit.position is 'Place in the city''s order';
comment on column grid.stage_limit.rule is 'From what to what, or what the rule says';
comment on column grid.stage_limit.limit_value is 'How long, in limit_unit; null where the rule sets no length';
comment on column grid.stage_limit.limit_unit is 'minute, urgent_hour, work_hour, work_day, natural_day, month';
comment on column grid.stage_limit.by_role is 'Role that must be done by then';
comment on column grid.stage_limit.confidence is 'high, medium, low: as in grid.standard';
comment on column grid.stage_limit.source is 'Where it comes from';
comment on column grid.stage_limit.note is 'Remark';
comment on column grid.stage_limit.origin is 'delivered with the city''s data or edited by hand';
comment on column grid.stage_limit.changed_by is 'The account that made it; null when delivered';
comment on column grid.stage_limit.changed_by_name is 'Their name then';
comment on column grid.stage_limit.reason is 'Why, if it was said';
comment on column grid.stage_limit.recorded_at is 'When it was recorded';
comment on column grid.stage_limit.ended_by_name is 'Who took it back; null when the next row replaced it';
comment on column grid.stage_limit.ended_reason is 'Why, if it was said';
grant select, insert on grid.stage_limit to yiwang_serving;
grant update (valid_to, ended_by_name, ended_reason) on grid.stage_limit to yiwang_serving;
grant select on grid.stage_limit to yiwang_working;
