create schema calendar;
grant usage on schema calendar to yiwang_serving, yiwang_working;

create table calendar.book (
  only_row boolean primary key default true check (only_row),
  revision integer not null
);
comment on table calendar.book is 'One row: the newest revision of the calendar. Every change takes the next number under this row''s lock';
comment on column calendar.book.only_row is 'There is one book';
comment on column calendar.book.revision is 'Counts up with every change';
insert into calendar.book (revision) values (0);
grant select, update on calendar.book to yiwang_serving;
grant select on calendar.book to yiwang_working;

create table calendar.revision (
  revision integer primary key,
  recorded_at timestamptz not null default now(),
  what text not null,
  actor_id uuid,
  actor_name text,
  first_day date not null,
  last_day date,
  detail jsonb not null default '{}'
);
comment on table calendar.revision is 'Every change of the calendar, only ever appended. Rows of the other tables say from which revision to which they held, so that an old deadline can be worked out again as it was';
comment on column calendar.revision.revision is 'Number of the change';
comment on column calendar.revision.recorded_at is 'When it was made';
comment on column calendar.revision.what is 'What was done, e.g. calendar.set_days';
comment on column calendar.revision.actor_id is 'Who; null for the data of the city and the state';
comment on column calendar.revision.actor_name is 'Their name then';
comment on column calendar.revision.first_day is 'First day whose working time may differ';
comment on column calendar.revision.last_day is 'Last such day; null: all days after the first';
comment on column calendar.revision.detail is 'What an auditor needs to know besides; no personal data';
grant select, insert on calendar.revision to yiwang_serving;
grant select on calendar.revision to yiwang_working;

create table calendar.national_day (
  day date not null,
  working boolean not null,
  name jsonb not null,
  since_revision integer not null references calendar.revision (revision),
  until_revision integer references calendar.revision (revision),
  primary key (day, since_revision)
);
comment on table calendar.national_day is 'Public holidays and make-up days (调休) as the State Council announced them; other days are worked Monday to Friday';
comment on column calendar.national_day.day is 'The day';
comment on column calendar.national_day.working is 'A make-up day, worked in exchange for a day off';
comment on column calendar.national_day.name is 'Name of the holiday in every language';
comment on column calendar.national_day.since_revision is 'Holds from this revision';
comment on column calendar.national_day.until_revision is 'No longer holds from this revision; null: holds now';
create unique index national_day_now_idx on calendar.national_day (day) where until_revision is null;
grant select on calendar.national_day to yiwang_serving, yiwang_working;

create table calendar.override_day (
  day date not null,
  working boolean not null,
  reason text not null,
  actor_id uuid,
  actor_name text,
  since_revision integer not null references calendar.revision (revision),
  until_revision integer references calendar.revision (revision),
  primary key (day, since_revision)
);
comment on table calendar.override_day is 'Days on which the city decided otherwise than the state: worked or not, and why';
comment on column calendar.override_day.day is 'The day';
comment on column calendar.override_day.working is 'Whether it is worked';
comment on column calendar.override_day.reason is 'Why, as it stands in explanations of deadlines';
comment on column calendar.override_day.actor_id is 'Who decided; null for the data of the city';
comment on column calendar.override_day.actor_name is 'Their name then';
comment on column calendar.override_day.since_revision is 'Holds from this revision';
comment on column calendar.override_day.until_revision is 'No longer holds from this revision; null: holds now';
create unique index override_day_now_idx on calendar.override_day (day) where until_revision is null;
grant select, insert, update (until_revision) on calendar.override_day to yiwang_serving;
grant select on calendar.override_day to yiwang_working;

create table calendar.profile (
  code text primary key,
  name jsonb not null,
  position integer not null
);
comment on table calendar.profile is 'Working hours that units can have: office, duty room';
comment on column calendar.profile.code is 'Code, e.g. office';
comment on column calendar.profile.name is 'Name in every language';
comment on column calendar.profile.position is 'Place in lists';
grant select, insert on calendar.profile to yiwang_serving;
grant select on calendar.profile to yiwang_working;

create table calendar.profile_version (
  id uuid primary key,
  profile text not null references calendar.profile (code),
  valid_from date not null,
  opens text not null check (opens in ('work_days', 'every_day')),
  day_end text not null check (day_end in ('close', 'same_time')),
  since_revision integer not null references calendar.revision (revision),
  until_revision integer references calendar.revision (revision)
);
comment on table calendar.profile_version is 'The hours of a profile from a day on; each later one takes over from the one before';
comment on column calendar.profile_version.id is 'The version';
comment on column calendar.profile_version.profile is 'Of which profile';
comment on column calendar.profile_version.valid_from is 'First day with these hours; the earliest also holds for all time before';
comment on column calendar.profile_version.opens is 'On working days, or every day whatever the holidays';
comment on column calendar.profile_version.day_end is 'Limits in working days end at the close of the last day, or at the same time of day';
comment on column calendar.profile_version.since_revision is 'Holds from this revision';
comment on column calendar.profile_version.until_revision is 'No longer holds from this revision; null: holds now';
create unique index profile_version_now_idx on calendar.profile_version (profile, valid_from) where until_revision is null;
grant select, insert, update (until_revision) on calendar.profile_version to yiwang_serving;
grant select on calendar.profile_version to yiwang_working;

create table calendar.profile_span (
  version_id uuid not null references calendar.profile_version (id),
  position integer not null,
  from_minute integer not null check (from_minute >= 0 and from_minute < 1440),
  to_minute integer not null check (to_minute > from_minute and to_minute <= from_minute + 1440),
  primary key (version_id, position)
);
comment on table calendar.profile_span is 'Spans of working time of a day';
comment on column calendar.profile_span.version_id is 'Of which version';
comment on column calendar.profile_span.position is 'Place in the day';
comment on column calendar.profile_span.from_minute is 'Begins, in minutes from midnight';
comment on column calendar.profile_span.to_minute is 'Ends, in minutes from the same midnight; past 1440 it ends on the next day';
grant select, insert on calendar.profile_span to yiwang_serving;
grant select on calendar.profile_span to yiwang_working;

create table calendar.unit_profile (
  id uuid primary key,
  unit_id uuid,
  profile text references calendar.profile (code),
  valid_from date not null,
  since_revision integer not null references calendar.revision (revision),
  until_revision integer references calendar.revision (revision),
  check (unit_id is not null or profile is not null)
);
comment on table calendar.unit_profile is 'Which unit works by which profile from a day on';
comment on column calendar.unit_profile.id is 'The assignment';
comment on column calendar.unit_profile.unit_id is 'The unit; null: every unit that has no profile of its own';
comment on column calendar.unit_profile.profile is 'The profile; null: from this day the unit follows the default again';
comment on column calendar.unit_profile.valid_from is 'First day';
comment on column calendar.unit_profile.since_revision is 'Holds from this revision';
comment on column calendar.unit_profile.until_revision is 'No longer holds from this revision; null: holds now';
create unique index unit_profile_now_idx on calendar.unit_profile (unit_id, valid_from) nulls not distinct where until_revision is null;
grant select, insert, update (until_revision) on calendar.unit_profile to yiwang_serving;
grant select on calendar.unit_profile to yiwang_working;
