create schema geo;
grant usage on schema geo to yiwang_serving, yiwang_working;

create table geo.revision (
  one boolean primary key default true check (one),
  number bigint not null
);
comment on table geo.revision is 'Counts the changes of areas and places, so that every process knows when what it keeps in memory is old';
comment on column geo.revision.one is 'There is one row';
comment on column geo.revision.number is 'Counts up with every change';
insert into geo.revision (number) values (1);
grant select, update on geo.revision to yiwang_serving;
grant select on geo.revision to yiwang_working;

create table geo.area (
  id uuid primary key,
  code text not null,
  name text not null,
  level text not null,
  parent_code text,
  geometry jsonb not null,
  area_m2 double precision not null,
  label_lon double precision not null,
  label_lat double precision not null,
  sketch boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  changed_by text,
  changed_at timestamptz not null default now(),
  constraint area_code_from_key unique (code, valid_from)
);
comment on table geo.area is 'Areas of all levels with their borders, dated: towns merge and grids are redrawn, statistics are as of then';
comment on column geo.area.id is 'This version of the area';
comment on column geo.area.code is 'Code of the area; a unit grid has 6+3+3+3 digits: district, town, village, grid (GB/T 30428.1)';
comment on column geo.area.name is 'Name';
comment on column geo.area.level is 'Code of its level in the city''s tree';
comment on column geo.area.parent_code is 'Code of the area above; none at the top';
comment on column geo.area.geometry is 'GeoJSON MultiPolygon coordinates, WGS-84 degrees of six digits';
comment on column geo.area.area_m2 is 'Square metres';
comment on column geo.area.label_lon is 'Longitude of a point inside, for its name';
comment on column geo.area.label_lat is 'Latitude of a point inside, for its name';
comment on column geo.area.sketch is 'True: a sketch 示意, not a surveyed border';
comment on column geo.area.valid_from is 'First day on which it is so';
comment on column geo.area.valid_to is 'First day on which it is no longer so; none: still';
comment on column geo.area.changed_by is 'Name of who made this version; none: came with the city''s data';
comment on column geo.area.changed_at is 'When this version was made';
-- the present has one version of an area; that no two versions overlap is kept by ending one before the next begins
create unique index area_code_now_idx on geo.area (code) where valid_to is null;
create index area_parent_idx on geo.area (parent_code, code);
grant select, insert, update on geo.area to yiwang_serving;
grant select on geo.area to yiwang_working;

create table geo.place (
  id uuid primary key,
  kind text not null,
  name text not null,
  address text not null,
  town text,
  lon double precision not null,
  lat double precision not null,
  cell bigint not null,
  source text not null check (source in ('city', 'confirmed')),
  constraint place_known_key unique (name, address, lon, lat)
);
comment on table geo.place is 'Places whose position is known: what addresses are resolved with';
comment on column geo.place.id is 'The place';
comment on column geo.place.kind is 'Kind, e.g. school, stop, address';
comment on column geo.place.name is 'Name, or the address itself when it was confirmed';
comment on column geo.place.address is 'Address as its source has it; may be empty';
comment on column geo.place.town is 'Name of the town, where the source says it';
comment on column geo.place.lon is 'Longitude, WGS-84';
comment on column geo.place.lat is 'Latitude, WGS-84';
comment on column geo.place.cell is 'Morton cell of the point, 31 bits an axis: a box is a few ranges of it';
comment on column geo.place.source is 'city: came with the city''s data; confirmed: somebody said so here';
create index place_cell_idx on geo.place (cell);
grant select, insert, delete on geo.place to yiwang_serving;
grant select on geo.place to yiwang_working;

create table geo.unresolved (
  id uuid primary key,
  text text not null,
  times integer not null,
  state text not null check (state in ('open', 'confirmed', 'dismissed')),
  asked_at timestamptz not null,
  place_id uuid,
  lon double precision,
  lat double precision,
  decided_by text,
  decided_at timestamptz,
  constraint unresolved_text_key unique (text)
);
comment on table geo.unresolved is 'Addresses that could not be placed and wait for somebody who knows the ground';
comment on column geo.unresolved.id is 'The address';
comment on column geo.unresolved.text is 'The address without rooms, names and telephone numbers, which nobody needs to place it';
comment on column geo.unresolved.times is 'How often it was asked for';
comment on column geo.unresolved.state is 'open, confirmed or dismissed';
comment on column geo.unresolved.asked_at is 'When it was last asked for';
comment on column geo.unresolved.place_id is 'The place made when it was confirmed';
comment on column geo.unresolved.lon is 'Where it was confirmed to be: longitude, WGS-84';
comment on column geo.unresolved.lat is 'Where it was confirmed to be: latitude, WGS-84';
comment on column geo.unresolved.decided_by is 'Name of who confirmed or dismissed it';
comment on column geo.unresolved.decided_at is 'When';
create index unresolved_state_idx on geo.unresolved (state, times desc, asked_at desc);
grant select, insert, update on geo.unresolved to yiwang_serving;
grant select on geo.unresolved to yiwang_working;
