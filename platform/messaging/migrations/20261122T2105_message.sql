create schema messaging;
grant usage on schema messaging to yiwang_serving, yiwang_working;

-- Who asks, as row-level security knows them: the same setting as for cases.
create function messaging.asking() returns uuid language sql stable as $$
  select (nullif(current_setting('yiwang.actor', true), '')::jsonb ->> 'account')::uuid
$$;
comment on function messaging.asking() is 'The account that asks; null for nobody';

create table messaging.message (
  id uuid primary key,
  account_id uuid not null,
  notice text not null,
  template_version integer not null,
  title jsonb not null,
  body jsonb not null,
  link text,
  urgent boolean not null,
  dedup_key text not null,
  occurred_at timestamptz not null,
  held_until timestamptz,
  arrived_at timestamptz,
  read_at timestamptz,
  handled_at timestamptz,
  digest_id uuid references messaging.message (id),
  digest_count integer,
  unique (account_id, dedup_key),
  check ((held_until is null) <> (arrived_at is null))
);
comment on table messaging.message is 'What was told to whom: the in-app inbox. Numbers and masked titles, never personal data';
comment on column messaging.message.id is 'The message';
comment on column messaging.message.account_id is 'To whom';
comment on column messaging.message.notice is 'Which notice, e.g. cases.dispatched; messaging.digest gathers others';
comment on column messaging.message.template_version is 'Version of the template it was written by; 0 is the one that comes with the program';
comment on column messaging.message.title is 'Title in every language, as it was sent';
comment on column messaging.message.body is 'Text in every language, as it was sent';
comment on column messaging.message.link is 'Address on the desk of what it is about';
comment on column messaging.message.urgent is 'Breaks through quiet hours and stays on the screen until somebody opens it';
comment on column messaging.message.dedup_key is 'The same for the same news: nobody is told it twice';
comment on column messaging.message.occurred_at is 'When that happened which it tells';
comment on column messaging.message.held_until is 'Not shown before this: quiet hours, or gathering after a downtime; null once it has arrived';
comment on column messaging.message.arrived_at is 'When it came into the inbox';
comment on column messaging.message.read_at is 'When its owner read it';
comment on column messaging.message.handled_at is 'Urgent: when the first of those told opened it';
comment on column messaging.message.digest_id is 'The message that gathers this one';
comment on column messaging.message.digest_count is 'Of a gathering message: how many it gathers';
create index message_inbox_idx on messaging.message (account_id, arrived_at desc, id) where digest_id is null and arrived_at is not null;
create index message_unread_idx on messaging.message (account_id) where digest_id is null and arrived_at is not null and read_at is null;
create index message_held_idx on messaging.message (account_id) where held_until is not null;
create index message_digest_idx on messaging.message (digest_id) where digest_id is not null;
create index message_dedup_idx on messaging.message (dedup_key);
grant select, update on messaging.message to yiwang_serving;
grant select, insert, update, delete on messaging.message to yiwang_working;
alter table messaging.message enable row level security;
create policy own on messaging.message to yiwang_serving using (account_id = (select messaging.asking())) with check (account_id = (select messaging.asking()));
create policy worked on messaging.message to yiwang_working using (true);

-- What colleagues did with the same news is told only to those who were told it too.
create function messaging.receipts(message uuid) returns table (account_id uuid, read_at timestamptz)
language sql stable security definer set search_path = '' as $$
  select o.account_id, o.read_at
  from messaging.message m join messaging.message o on o.dedup_key = m.dedup_key and o.arrived_at is not null
  where m.id = message and m.account_id = messaging.asking()
$$;
comment on function messaging.receipts(uuid) is 'Who was told the same as this message of whoever asks, and when they read it';

create function messaging.handle(messages uuid[]) returns setof uuid
language sql volatile security definer set search_path = '' as $$
  update messaging.message o set handled_at = pg_catalog.now()
  where o.urgent and o.handled_at is null and o.dedup_key in (
    select m.dedup_key from messaging.message m
    where m.id = any (messages) and m.account_id = messaging.asking() and m.urgent)
  returning o.account_id
$$;
comment on function messaging.handle(uuid[]) is 'Somebody opened these urgent messages of theirs: they leave the screens of all who were told the same. Gives whose';
revoke all on function messaging.receipts(uuid), messaging.handle(uuid[]) from public;
grant execute on function messaging.receipts(uuid), messaging.handle(uuid[]) to yiwang_serving;

create table messaging.template (
  notice text not null,
  version integer not null check (version >= 1),
  title jsonb not null,
  body jsonb not null,
  author_id uuid not null,
  author_name text not null,
  written_at timestamptz not null default now(),
  primary key (notice, version)
);
comment on table messaging.template is 'Texts of notices as administrators wrote them; the newest is used, the others are kept';
comment on column messaging.template.notice is 'Which notice';
comment on column messaging.template.version is 'From 1; 0 is the text that comes with the program';
comment on column messaging.template.title is 'Title in every language, with {variables}';
comment on column messaging.template.body is 'Text in every language, with {variables}';
comment on column messaging.template.author_id is 'Account of whoever wrote it';
comment on column messaging.template.author_name is 'Their name then';
comment on column messaging.template.written_at is 'When';
grant select, insert on messaging.template to yiwang_serving;
grant select on messaging.template to yiwang_working;

create table messaging.preference (
  account_id uuid primary key,
  quiet_mode text not null check (quiet_mode in ('city', 'own', 'off')),
  quiet_from smallint check (quiet_from between 0 and 1439),
  quiet_until smallint check (quiet_until between 0 and 1439),
  muted text[] not null,
  check ((quiet_mode = 'own') = (quiet_from is not null)),
  check ((quiet_from is null) = (quiet_until is null)),
  check (quiet_from <> quiet_until)
);
comment on table messaging.preference is 'How a person wants to be told; without a row: as the city does';
comment on column messaging.preference.account_id is 'Who';
comment on column messaging.preference.quiet_mode is 'city: the city''s quiet hours; own: those given here; off: none';
comment on column messaging.preference.quiet_from is 'Minute of the day in Asia/Shanghai at which quiet begins';
comment on column messaging.preference.quiet_until is 'Minute at which it ends, on the next day when it is smaller';
comment on column messaging.preference.muted is 'Notices they do not want; urgent ones come all the same';
grant select, insert, update on messaging.preference to yiwang_serving;
grant select on messaging.preference to yiwang_working;
alter table messaging.preference enable row level security;
create policy own on messaging.preference to yiwang_serving using (account_id = (select messaging.asking())) with check (account_id = (select messaging.asking()));
create policy worked on messaging.preference to yiwang_working using (true);

create table messaging.setting (
  sole boolean primary key default true check (sole),
  quiet_from smallint check (quiet_from between 0 and 1439),
  quiet_until smallint check (quiet_until between 0 and 1439),
  digest_minutes integer not null check (digest_minutes between 1 and 1440),
  revision integer not null,
  check ((quiet_from is null) = (quiet_until is null)),
  check (quiet_from <> quiet_until)
);
comment on table messaging.setting is 'How the city is told: one row once an administrator has changed what the city''s data say';
comment on column messaging.setting.sole is 'Always true: keeps the table at one row';
comment on column messaging.setting.quiet_from is 'Minute of the day in Asia/Shanghai at which quiet begins; null: no quiet hours';
comment on column messaging.setting.quiet_until is 'Minute at which it ends, on the next day when it is smaller';
comment on column messaging.setting.digest_minutes is 'News older than this when it can be told is gathered into one message';
comment on column messaging.setting.revision is 'Counts the changes';
grant select, insert, update on messaging.setting to yiwang_serving;
grant select on messaging.setting to yiwang_working;
