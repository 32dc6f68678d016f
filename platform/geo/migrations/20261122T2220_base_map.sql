create table geo.base_map (
  id uuid primary key,
  name text not null check (name <> ''),
  url text not null,
  subdomains text not null default '',
  sealed_key bytea,
  attribution text not null check (attribution <> ''),
  approval_number text not null default '',
  datum text not null check (datum in ('wgs84', 'cgcs2000', 'gcj02')),
  min_zoom integer not null check (min_zoom between 0 and 22),
  max_zoom integer not null check (max_zoom between 0 and 22),
  is_on boolean not null default false,
  version integer not null default 1,
  changed_at timestamptz not null default now(),
  constraint base_map_name_key unique (name),
  check (min_zoom <= max_zoom)
);
comment on table geo.base_map is 'Tile services an administrator has set up to be shown under the own map; none is on by itself';
comment on column geo.base_map.id is 'The base map';
comment on column geo.base_map.name is 'What people choose it by';
comment on column geo.base_map.url is 'Address template of its tiles (Web Mercator); {key} stands for the key, which is not in it';
comment on column geo.base_map.subdomains is 'What {s} may be, parted by commas';
comment on column geo.base_map.sealed_key is 'Key of the service, sealed by the master key; none: it asks for none';
comment on column geo.base_map.attribution is 'Whose map it is; always shown with it';
comment on column geo.base_map.approval_number is 'Approval number of the map (审图号); always shown with it';
comment on column geo.base_map.datum is 'Coordinates its tiles are drawn in; those in gcj02 are shifted into place';
comment on column geo.base_map.min_zoom is 'Smallest zoom that has tiles';
comment on column geo.base_map.max_zoom is 'Largest zoom that has tiles';
comment on column geo.base_map.is_on is 'Offered on the maps';
comment on column geo.base_map.version is 'Counts its changes: two who change it at once notice, and no tile of before is shown after';
comment on column geo.base_map.changed_at is 'When it was last changed';
grant select, insert, update, delete on geo.base_map to yiwang_serving;
grant select on geo.base_map to yiwang_working;
