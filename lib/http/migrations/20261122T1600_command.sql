create schema http;
grant usage on schema http to yiwang_serving, yiwang_working;

create table http.command (
  id uuid primary key,
  actor_id uuid not null,
  digest bytea not null,
  reply jsonb not null,
  recorded_at timestamptz not null default now()
);
comment on table http.command is 'Commands that were accepted, each with its reply: sent again, a command answers the same and does nothing';
comment on column http.command.id is 'Made by the client';
comment on column http.command.actor_id is 'The account that sent it';
comment on column http.command.digest is 'SM3 over actor, address and content: the same id with other content is refused';
comment on column http.command.reply is 'What was answered';
comment on column http.command.recorded_at is 'When it was accepted';
grant select, insert on http.command to yiwang_serving;
grant select, delete on http.command to yiwang_working;
