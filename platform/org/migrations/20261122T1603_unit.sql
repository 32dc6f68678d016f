create schema org;
grant usage on schema org to yiwang_serving, yiwang_working;

create table org.unit (
  id uuid primary key,
  code text not null unique,
  name text not null,
  sort text not null check (sort in ('centre', 'town', 'bureau', 'enterprise')),
  parent_id uuid references org.unit (id),
  position integer not null
);
comment on table org.unit is 'Units of the organisation: the centre and its sections, towns, bureaus, enterprises';
comment on column org.unit.id is 'The unit';
comment on column org.unit.code is 'The city''s own code';
comment on column org.unit.name is 'Name';
comment on column org.unit.sort is 'centre, town, bureau or enterprise';
comment on column org.unit.parent_id is 'The unit above it';
comment on column org.unit.position is 'Place in the city''s order';
grant select on org.unit to yiwang_serving, yiwang_working;
