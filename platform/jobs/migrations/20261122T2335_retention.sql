create schema jobs;
grant usage on schema jobs to yiwang_serving, yiwang_working;

create table jobs.retention (
  code text primary key,
  days integer not null check (days > 0),
  changed_at timestamptz not null default now(),
  changed_by text not null
);
comment on table jobs.retention is 'How long what is over is kept, where an administrator decided it; otherwise the program says';
comment on column jobs.retention.code is 'What is kept, e.g. exchange.messages';
comment on column jobs.retention.days is 'So many days after its end it is deleted';
comment on column jobs.retention.changed_at is 'When that was decided';
comment on column jobs.retention.changed_by is 'By whom: their name then';
grant select, insert, update on jobs.retention to yiwang_serving;
grant select on jobs.retention to yiwang_working;
