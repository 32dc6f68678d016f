create schema configuration;

create table configuration.installation (
  only_row boolean primary key default true check (only_row),
  city text not null
);
comment on table configuration.installation is 'Which city this database holds: one row, written at the first start and never changed';
comment on column configuration.installation.only_row is 'There is one installation';
comment on column configuration.installation.city is 'The city''s code, e.g. its division code';
