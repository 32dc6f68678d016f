-- Filling an installation with sample cases: how far it has come.
create table cases.filling (
  only_row boolean primary key default true check (only_row),
  seed integer not null,
  until timestamptz not null,
  first_number integer not null,
  total integer not null,
  done integer not null default 0,
  began_at timestamptz not null default now(),
  ended_at timestamptz
);
comment on table cases.filling is 'Filling with sample cases, once in the life of an installation: what is made follows from seed and moment, so that it goes on after a stop';
comment on column cases.filling.only_row is 'There is one';
comment on column cases.filling.seed is 'What chance was drawn from';
comment on column cases.filling.until is 'The moment up to which sample cases live';
comment on column cases.filling.first_number is 'The first of the running numbers kept for them';
comment on column cases.filling.total is 'How many there will be';
comment on column cases.filling.done is 'How many are there';
comment on column cases.filling.began_at is 'When it began';
comment on column cases.filling.ended_at is 'When all were there and had been verified; null while it goes on';
grant select on cases.filling to yiwang_serving, yiwang_working;
-- It names nobody and is written by the owner alone.
alter table cases.filling enable row level security;
create policy seen on cases.filling for select to yiwang_serving, yiwang_working using (true);
