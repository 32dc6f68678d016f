create schema if not exists hotline;
grant usage on schema hotline to yiwang_serving, yiwang_working;

create function hotline.seen_kinds() returns setof text language sql stable as $$
  select jsonb_array_elements_text(nullif(current_setting('yiwang.actor', true), '')::jsonb -> 'kinds')
$$;
comment on function hotline.seen_kinds() is 'Kinds of which whoever asks sees every case';

create table hotline.import_run (
  id uuid primary key,
  kind text not null,
  kind_version integer not null,
  file_id uuid not null,
  file_name text not null,
  file_size integer not null,
  digest bytea not null check (length(digest) = 32),
  state text not null check (state in ('mapping', 'checking', 'checked', 'importing', 'done', 'stopped', 'failed', 'discarded')),
  stage text not null default 'check' check (stage in ('check', 'import')),
  layout jsonb not null,
  mapping jsonb not null,
  notes jsonb not null default '{}',
  reasons jsonb not null default '[]',
  good_only boolean not null default false,
  next_row integer not null default 0,
  done_rows integer not null default 0,
  total_rows integer,
  good integer not null default 0,
  bad integer not null default 0,
  known integer not null default 0,
  fault_cells integer not null default 0,
  imported integer not null default 0,
  batch_row integer,
  batch_fresh integer,
  claim uuid,
  failure jsonb,
  account_id uuid not null,
  account_name text not null,
  post_id uuid not null,
  unit_name text not null,
  created_at timestamptz not null default now(),
  changed_at timestamptz not null default now(),
  ended_at timestamptz,
  work_ms integer not null default 0
);
comment on table hotline.import_run is 'Files of orders that were handed in, each with how far it came';
comment on column hotline.import_run.id is 'The run';
comment on column hotline.import_run.kind is 'Kind of case its rows become';
comment on column hotline.import_run.kind_version is 'Version whose form the rows were checked against';
comment on column hotline.import_run.file_id is 'The file as it came, kept by the files module';
comment on column hotline.import_run.file_name is 'Its cleaned name';
comment on column hotline.import_run.file_size is 'Its bytes';
comment on column hotline.import_run.digest is 'Keyed digest of the file: tells whether the same one was handed in before';
comment on column hotline.import_run.state is 'mapping: columns are being matched; checking; checked: waits for a decision; importing; done; stopped: by a person, may go on; failed; discarded: given up';
comment on column hotline.import_run.stage is 'What is being worked on, or would go on after a stop: check or import';
comment on column hotline.import_run.layout is 'How the file is read: format, encoding, delimiter, sheet, rows of the heading, headings';
comment on column hotline.import_run.mapping is 'Which column feeds which field, values for fields no column feeds, under which name it is kept';
comment on column hotline.import_run.notes is 'What the check noticed about the sheet as a whole, e.g. hidden rows';
comment on column hotline.import_run.reasons is 'How often which fault was found in which field';
comment on column hotline.import_run.good_only is 'Good rows are imported although there are bad ones';
comment on column hotline.import_run.next_row is 'Rows of the sheet up to this one are dealt with in the present stage';
comment on column hotline.import_run.done_rows is 'How many data rows that was';
comment on column hotline.import_run.total_rows is 'Data rows of the sheet; null until they are counted by the check';
comment on column hotline.import_run.good is 'Rows without fault';
comment on column hotline.import_run.bad is 'Rows with at least one';
comment on column hotline.import_run.known is 'Good rows whose source number was here already when they were checked';
comment on column hotline.import_run.fault_cells is 'Cells at fault in all; the first of them are rows of import_fault';
comment on column hotline.import_run.imported is 'Cases made';
comment on column hotline.import_run.batch_row is 'Last row of the batch that was begun: found again after a crash, it may have been written already';
comment on column hotline.import_run.batch_fresh is 'How many rows of that batch were new when it was begun';
comment on column hotline.import_run.claim is 'Whoever works on it wrote this; a worker that finds another here leaves it alone';
comment on column hotline.import_run.failure is 'Why it failed, in words';
comment on column hotline.import_run.account_id is 'Who handed it in';
comment on column hotline.import_run.account_name is 'Their name then';
comment on column hotline.import_run.post_id is 'In which post: its rights decide when rows are written';
comment on column hotline.import_run.unit_name is 'Name of their unit then';
comment on column hotline.import_run.created_at is 'When it was handed in';
comment on column hotline.import_run.changed_at is 'When anything last happened to it';
comment on column hotline.import_run.ended_at is 'When it was done, failed or given up';
comment on column hotline.import_run.work_ms is 'Milliseconds worked in the present stage';
create index import_run_newest_idx on hotline.import_run (created_at desc, id desc);
create index import_run_open_idx on hotline.import_run (state) where state in ('checking', 'importing');
create index import_run_digest_idx on hotline.import_run (digest);

create table hotline.import_fault (
  run_id uuid not null references hotline.import_run (id) on delete cascade,
  place integer not null,
  row_number integer not null,
  column_name text not null,
  field text not null,
  value text not null,
  fault jsonb not null,
  primary key (run_id, place)
);
comment on table hotline.import_fault is 'The first cells at fault of a run, for its page; the report to keep holds all of them';
comment on column hotline.import_fault.run_id is 'The run';
comment on column hotline.import_fault.place is 'Counts them';
comment on column hotline.import_fault.row_number is 'Row of the sheet, as a spreadsheet counts';
comment on column hotline.import_fault.column_name is 'Heading of the column, or name of the field where no column feeds it';
comment on column hotline.import_fault.field is 'Key of the field';
comment on column hotline.import_fault.value is 'What stands there, masked, at most 60 characters';
comment on column hotline.import_fault.fault is 'What is wrong, in every language';

create table hotline.import_mapping (
  id uuid primary key,
  kind text not null,
  name text not null check (name <> ''),
  columns jsonb not null,
  constants jsonb not null,
  saved_by_name text not null,
  saved_at timestamptz not null default now(),
  constraint import_mapping_once unique (kind, name)
);
comment on table hotline.import_mapping is 'Matchings of columns and fields that were kept, one for each sender of files';
comment on column hotline.import_mapping.id is 'The matching';
comment on column hotline.import_mapping.kind is 'Kind of case whose form it fills';
comment on column hotline.import_mapping.name is 'Whose files it is for';
comment on column hotline.import_mapping.columns is 'Heading and field of each column that is used';
comment on column hotline.import_mapping.constants is 'Values for fields no column feeds';
comment on column hotline.import_mapping.saved_by_name is 'Who kept it last';
comment on column hotline.import_mapping.saved_at is 'When';

grant select, insert, update on hotline.import_run to yiwang_serving;
grant select, insert, delete on hotline.import_fault to yiwang_serving;
grant select, insert, update, delete on hotline.import_mapping to yiwang_serving;
grant select on hotline.import_run, hotline.import_fault to yiwang_working;

-- A run is for those who see every case of its kind, as the cases that come of it are.
alter table hotline.import_run enable row level security;
create policy seen on hotline.import_run to yiwang_serving
  using (kind = any (array(select hotline.seen_kinds()))) with check (kind = any (array(select hotline.seen_kinds())));
create policy worked on hotline.import_run for select to yiwang_working using (true);

alter table hotline.import_fault enable row level security;
create policy seen on hotline.import_fault to yiwang_serving
  using (exists (select from hotline.import_run r where r.id = run_id))
  with check (exists (select from hotline.import_run r where r.id = run_id));
create policy worked on hotline.import_fault for select to yiwang_working using (true);

alter table hotline.import_mapping enable row level security;
create policy seen on hotline.import_mapping to yiwang_serving
  using (kind = any (array(select hotline.seen_kinds()))) with check (kind = any (array(select hotline.seen_kinds())));
