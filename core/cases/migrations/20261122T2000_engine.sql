-- Platforms, clocks, places, routing.

alter table cases.assignment add column visible boolean not null default true;
comment on column cases.assignment.visible is 'Whether the unit still sees the case after it ceased to hold it, as the kind says';
comment on column cases.assignment.part is 'platform: runs the case; main: handles it (主办); joint: joins in (协办)';
comment on table cases.assignment is 'Which units hold or held a case, as platform, handling unit or joining in: the chain of holders; a projection of its actions';
create unique index assignment_platform_key on cases.assignment (case_id) where until is null and part = 'platform';

alter table cases.case
  add column due_at timestamptz,
  add column due_clock text,
  add column warn_at timestamptz,
  add column outer_due_at timestamptz,
  add column lon double precision,
  add column lat double precision,
  add column area text,
  add column category text,
  add column sensitivity smallint not null default 1,
  add column marks text[] not null default '{}',
  add column ending text;
comment on column cases.case.due_at is 'The earliest deadline of the clocks that run now; null when none does';
comment on column cases.case.due_clock is 'Which clock that is, as the kind names it';
comment on column cases.case.warn_at is 'When that clock turns yellow';
comment on column cases.case.outer_due_at is 'The deadline somebody outside has set';
comment on column cases.case.lon is 'Where it lies, WGS-84 degrees east';
comment on column cases.case.lat is 'Where it lies, WGS-84 degrees north';
comment on column cases.case.area is 'Code of the smallest area it lies in';
comment on column cases.case.category is 'Code of its category';
comment on column cases.case.sensitivity is '0 ordinary, 1 personal data, 2 confidential';
comment on column cases.case.marks is 'Marks set on it, sorted, e.g. a supervision order';
comment on column cases.case.ending is 'How it ended: closed, not_accepted, not_filed, voided, given_back; null while it runs';
create index case_due_idx on cases.case (kind, state, due_at) include (id);
create index case_area_idx on cases.case (area text_pattern_ops) where area is not null;

create table cases.clock (
  case_id uuid not null references cases.case (id),
  code text not null,
  round integer not null,
  state text not null,
  started_at timestamptz not null,
  since timestamptz not null,
  limit_value double precision,
  limit_unit text,
  deadline timestamptz not null,
  warn_at timestamptz,
  warned_at timestamptz,
  breached_at timestamptz,
  graded integer not null default 0,
  next_at timestamptz,
  primary key (case_id, code)
);
comment on table cases.clock is 'The clocks of a case, the last round of each; a projection of its actions, and what wakes the timer';
comment on column cases.clock.case_id is 'The case';
comment on column cases.clock.code is 'The clock, as the kind names it';
comment on column cases.clock.round is 'Counts up each time it begins anew';
comment on column cases.clock.state is 'running, standing (its deadline stays), paused (what was left is left), ended';
comment on column cases.clock.started_at is 'When this round began';
comment on column cases.clock.since is 'Since when it is in this state';
comment on column cases.clock.limit_value is 'How much time it has; null when its deadline was set from outside';
comment on column cases.clock.limit_unit is 'In which unit';
comment on column cases.clock.deadline is 'When it is up';
comment on column cases.clock.warn_at is 'When it turns yellow';
comment on column cases.clock.warned_at is 'When the warning was given';
comment on column cases.clock.breached_at is 'When it was found to be over';
comment on column cases.clock.graded is 'How many of the points after the breach were reached';
comment on column cases.clock.next_at is 'When it rings next; null while it cannot';
create index clock_next_idx on cases.clock (next_at) where next_at is not null;
grant select, insert, update on cases.clock to yiwang_serving, yiwang_working;

create table cases.routing (
  version integer primary key,
  rules jsonb not null,
  published_at timestamptz not null default now(),
  published_by uuid
);
comment on table cases.routing is 'Rules by which cases find their unit, whole sets by version; a decision names the version it was made by';
comment on column cases.routing.version is 'Counts up';
comment on column cases.routing.rules is 'RoutingRule[]: in order, the first that applies wins';
comment on column cases.routing.published_at is 'Since when it is in force';
comment on column cases.routing.published_by is 'Who published it; null: the city''s own';
grant select on cases.routing to yiwang_serving, yiwang_working;
grant insert on cases.routing to yiwang_serving;
grant insert on cases.kind to yiwang_serving;
alter table cases.kind add column published_by uuid;
comment on column cases.kind.published_by is 'Who published it; null: the city''s own';

-- Clocks ring without anybody asking: the worker does what they say.
grant insert on cases.action, cases.private to yiwang_working;
grant update on cases.case to yiwang_working;
grant insert, update on cases.assignment to yiwang_working;

-- A unit that no longer sees what it passed on, and scopes by place and category.
create or replace function cases.was_held(case_id uuid) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (
    select from cases.assignment a
    where a.case_id = was_held.case_id and a.visible and a.unit_id = any (array(select cases.own_units()))
  )
$$;

create function cases.open_reach() returns boolean language sql stable as $$
  select coalesce(jsonb_typeof(nullif(current_setting('yiwang.actor', true), '')::jsonb -> 'places'), 'null') = 'null'
    and coalesce(jsonb_typeof(nullif(current_setting('yiwang.actor', true), '')::jsonb -> 'categories'), 'null') = 'null'
$$;
comment on function cases.open_reach() is 'Whether whoever asks is limited neither to places nor to categories';

create function cases.reaches(dimension text, code text) returns boolean language sql stable as $$
  select coalesce(jsonb_typeof(nullif(current_setting('yiwang.actor', true), '')::jsonb -> dimension), 'null') = 'null'
    or (code is not null and exists (
      select from jsonb_array_elements_text(nullif(current_setting('yiwang.actor', true), '')::jsonb -> dimension) one
      where starts_with(code, one)))
$$;
comment on function cases.reaches(text, text) is 'Whether whoever asks reaches a place or category: a code covers every code that begins with it';

alter policy seen on cases.case
  using ((kind = any (array(select cases.seen_kinds())) or cases.was_held(id))
    and ((select cases.open_reach()) or (cases.reaches('places', area) and cases.reaches('categories', category))));
alter policy changed on cases.case
  using ((kind = any (array(select cases.seen_kinds())) or cases.was_held(id))
    and ((select cases.open_reach()) or (cases.reaches('places', area) and cases.reaches('categories', category))));
alter policy seen on cases.assignment
  using ((visible and unit_id = any (array(select cases.own_units()))) or exists (select from cases.case c where c.id = case_id));

alter table cases.clock enable row level security;
create policy seen on cases.clock for select to yiwang_serving
  using (exists (select from cases.case c where c.id = case_id));
create policy changed on cases.clock for update to yiwang_serving
  using (exists (select from cases.case c where c.id = case_id)) with check (true);
create policy made on cases.clock for insert to yiwang_serving with check (true);
create policy worked on cases.clock to yiwang_working using (true);
