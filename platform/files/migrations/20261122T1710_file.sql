create schema files;
grant usage on schema files to yiwang_serving, yiwang_working;

create table files.blob (
  id uuid primary key,
  sm3 bytea not null check (length(sm3) = 32),
  size bigint not null check (size > 0),
  object text not null unique,
  wrapped_key bytea not null,
  stored boolean not null default false,
  touched_at timestamptz not null default now()
);
comment on table files.blob is 'Sealed contents in the store, each content once. Written here before it is written there, so that nothing in the store is forgotten';
comment on column files.blob.id is 'The content as stored';
comment on column files.blob.sm3 is 'SM3 of the content in clear: its name';
comment on column files.blob.size is 'Bytes in clear';
comment on column files.blob.object is 'Name in the store: the SM3 and an ending of its own, so that two writers of one content never write one object';
comment on column files.blob.wrapped_key is 'Key of this content, sealed by the master key';
comment on column files.blob.stored is 'It is whole in the store; otherwise it is being written, or its writer died';
comment on column files.blob.touched_at is 'When it was written or last found to be wanted again: it is collected only when this is long ago and nothing refers to it';
create unique index blob_sm3_idx on files.blob (sm3) where stored;
create index blob_touched_idx on files.blob (touched_at);
grant select, insert, update on files.blob to yiwang_serving;
grant select, insert, update, delete on files.blob to yiwang_working;

create table files.file (
  id uuid primary key,
  blob_id uuid not null references files.blob (id),
  name text not null,
  sort text not null check (sort in ('picture', 'video', 'audio', 'document')),
  type text not null,
  size bigint not null,
  state text not null default 'processing' check (state in ('processing', 'ready', 'broken', 'infected')),
  finding text,
  account_id uuid not null,
  account_name text not null,
  unit_id uuid not null,
  unit_name text not null,
  created_at timestamptz not null default now(),
  module text,
  subject_id text,
  attached_at timestamptz,
  width integer,
  height integer,
  taken_at timestamptz,
  lon double precision check (lon between -180 and 180),
  lat double precision check (lat between -90 and 90),
  datum text check (datum in ('wgs84', 'gcj02', 'unstated')),
  scanned_by text,
  try_at timestamptz not null default now(),
  tries integer not null default 0,
  check ((module is null) = (subject_id is null) and (module is null) = (attached_at is null)),
  check ((lon is null) = (lat is null) and (lon is null) = (datum is null))
);
comment on table files.file is 'Files as people know them: a name, a content, whom they belong to';
comment on column files.file.id is 'The file';
comment on column files.file.blob_id is 'Its content as it came';
comment on column files.file.name is 'The cleaned name it came with';
comment on column files.file.sort is 'picture, video, audio or document: by its bytes';
comment on column files.file.type is 'Media type, by its bytes';
comment on column files.file.size is 'Bytes';
comment on column files.file.state is 'processing: not served yet; ready; broken: its picture cannot be read; infected: in quarantine';
comment on column files.file.finding is 'What the virus scanner called it';
comment on column files.file.account_id is 'Who uploaded it';
comment on column files.file.account_name is 'Their name then';
comment on column files.file.unit_id is 'In which unit';
comment on column files.file.unit_name is 'Its name then';
comment on column files.file.created_at is 'When the upload was complete';
comment on column files.file.module is 'Module it belongs to; null until it is attached';
comment on column files.file.subject_id is 'What it belongs to there, e.g. a case';
comment on column files.file.attached_at is 'When it was attached';
comment on column files.file.width is 'Pixels across, as shown upright';
comment on column files.file.height is 'Pixels down, as shown upright';
comment on column files.file.taken_at is 'When the camera says it was taken; in Asia/Shanghai where it names no zone';
comment on column files.file.lon is 'Longitude as the camera wrote it, degrees east';
comment on column files.file.lat is 'Latitude as the camera wrote it, degrees north';
comment on column files.file.datum is 'What the camera says of its coordinates: wgs84, gcj02 or unstated. The standard asks for WGS-84, telephones sold in China may write GCJ-02';
comment on column files.file.scanned_by is 'The scanner that found it clean; null where none is set up';
comment on column files.file.try_at is 'While processing: not to be taken up before this';
comment on column files.file.tries is 'How often it was taken up';
create index file_subject_idx on files.file (module, subject_id, id) where module is not null;
create index file_blob_idx on files.file (blob_id);
create index file_processing_idx on files.file (try_at) where state = 'processing';
create index file_loose_idx on files.file (created_at) where module is null;
grant select, insert, update, delete on files.file to yiwang_serving, yiwang_working;

create table files.variant (
  file_id uuid not null references files.file (id) on delete cascade,
  name text not null check (name in ('show', 'large', 'small')),
  blob_id uuid not null references files.blob (id),
  type text not null,
  width integer not null,
  height integer not null,
  primary key (file_id, name)
);
comment on table files.variant is 'Pictures made from a picture: upright, without anything the camera wrote into it';
comment on column files.variant.file_id is 'The file';
comment on column files.variant.name is 'show: to look at; large: 1280 pixels; small: 320 pixels';
comment on column files.variant.blob_id is 'Its content';
comment on column files.variant.type is 'Media type';
comment on column files.variant.width is 'Pixels across';
comment on column files.variant.height is 'Pixels down';
create index variant_blob_idx on files.variant (blob_id);
grant select, delete on files.variant to yiwang_serving;
grant select, insert, delete on files.variant to yiwang_working;

create table files.upload (
  id uuid primary key,
  account_id uuid not null,
  name text not null,
  size bigint not null check (size > 0),
  sm3 bytea check (length(sm3) = 32),
  wrapped_key bytea not null,
  created_at timestamptz not null default now(),
  touched_at timestamptz not null default now(),
  file_id uuid references files.file (id) on delete set null,
  ended_at timestamptz
);
comment on table files.upload is 'Uploads under way, and for a day those that ended';
comment on column files.upload.id is 'The upload: the id of the command that began it';
comment on column files.upload.account_id is 'Whose it is';
comment on column files.upload.name is 'The cleaned name';
comment on column files.upload.size is 'Bytes announced';
comment on column files.upload.sm3 is 'Digest announced; null: none';
comment on column files.upload.wrapped_key is 'Key that seals its parts, sealed by the master key; it becomes the key of the content';
comment on column files.upload.created_at is 'When it began';
comment on column files.upload.touched_at is 'When its last part came';
comment on column files.upload.file_id is 'The file it became';
comment on column files.upload.ended_at is 'When it became a file or was given up';
create index upload_account_idx on files.upload (account_id) where ended_at is null;
create index upload_touched_idx on files.upload (touched_at);
grant select, insert, update on files.upload to yiwang_serving;
grant select, delete on files.upload to yiwang_working;

create table files.part (
  upload_id uuid not null references files.upload (id) on delete cascade,
  start_at bigint not null,
  size integer not null check (size > 0),
  sm3 bytea not null,
  object text not null,
  primary key (upload_id, start_at)
);
comment on table files.part is 'Parts of an upload that have arrived; together they have no gap';
comment on column files.part.upload_id is 'The upload';
comment on column files.part.start_at is 'Its first byte in the whole';
comment on column files.part.size is 'Bytes';
comment on column files.part.sm3 is 'SM3, to know it again when it is sent twice';
comment on column files.part.object is 'Where it lies in the store, sealed';
grant select, insert, delete on files.part to yiwang_serving;
grant select, delete on files.part to yiwang_working;
