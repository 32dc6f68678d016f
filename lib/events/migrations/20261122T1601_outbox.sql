create schema events;
grant usage on schema events to yiwang_serving, yiwang_working;

create table events.outbox (
  xid xid8 not null default pg_current_xact_id(),
  id bigint generated always as identity,
  topic text not null,
  data jsonb not null,
  recorded_at timestamptz not null default now(),
  primary key (xid, id)
);
comment on table events.outbox is 'What happened, written in the transaction in which it happened. Read in the order (xid, id), and only below the oldest transaction still running: an id alone would skip rows of a transaction that commits late';
comment on column events.outbox.xid is 'The transaction that wrote it';
comment on column events.outbox.id is 'Order within the transaction';
comment on column events.outbox.topic is 'Which event, e.g. cases.changed';
comment on column events.outbox.data is 'Its data; no personal data';
comment on column events.outbox.recorded_at is 'When the transaction began';
grant select, insert on events.outbox to yiwang_serving, yiwang_working;
grant delete on events.outbox to yiwang_working;

create table events.published (
  sole boolean primary key default true check (sole),
  xid xid8 not null,
  id bigint not null,
  published_at timestamptz not null default now()
);
comment on table events.published is 'How far the relay has read the outbox: one row';
comment on column events.published.sole is 'Always true: keeps the table at one row';
comment on column events.published.xid is 'Transaction of the last event published';
comment on column events.published.id is 'Its order within the transaction';
comment on column events.published.published_at is 'When the relay last moved';
insert into events.published (xid, id) values ('0', 0);
grant select on events.published to yiwang_serving;
grant select, update on events.published to yiwang_working;
