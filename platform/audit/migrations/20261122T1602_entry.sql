create schema audit;
grant usage on schema audit to yiwang_serving, yiwang_working;

create table audit.entry (
  id bigint generated always as identity primary key,
  recorded_at timestamptz not null default now(),
  actor_id uuid,
  post_id uuid,
  what text not null,
  subject text,
  detail jsonb not null default '{}',
  request_id text
);
comment on table audit.entry is 'Who did what when. Only ever appended to: the serving login cannot update or delete';
comment on column audit.entry.id is 'Order of recording';
comment on column audit.entry.recorded_at is 'When';
comment on column audit.entry.actor_id is 'The account; null where nobody was logged in';
comment on column audit.entry.post_id is 'The post the account acted in';
comment on column audit.entry.what is 'What was done, e.g. identity.log_in';
comment on column audit.entry.subject is 'What it was done to: an id';
comment on column audit.entry.detail is 'What an auditor needs to know besides; no personal data';
comment on column audit.entry.request_id is 'The request, as in the log';
create index entry_subject_idx on audit.entry (subject, id);
grant select, insert on audit.entry to yiwang_serving, yiwang_working;
