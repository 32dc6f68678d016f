-- Who may see a case is said twice: by the queries, and here, so that a query that forgets to ask finds nothing.
-- The setting yiwang.actor holds for one transaction: {"account": …, "kinds": [kinds seen whole], "units": [units acted for]}.

create function cases.seen_kinds() returns setof text language sql stable as $$
  select jsonb_array_elements_text(nullif(current_setting('yiwang.actor', true), '')::jsonb -> 'kinds')
$$;
comment on function cases.seen_kinds() is 'Kinds of which whoever asks sees every case';

create function cases.own_units() returns setof uuid language sql stable as $$
  select jsonb_array_elements_text(nullif(current_setting('yiwang.actor', true), '')::jsonb -> 'units')::uuid
$$;
comment on function cases.own_units() is 'Units for which whoever asks acts';

-- With its owner's rights: asking the policy of assignments would ask that of cases again, for ever.
create function cases.was_held(case_id uuid) returns boolean language sql stable security definer set search_path = '' as $$
  select exists (
    select from cases.assignment a
    where a.case_id = was_held.case_id and a.unit_id = any (array(select cases.own_units()))
  )
$$;
comment on function cases.was_held(uuid) is 'Whether a unit of whoever asks holds or held a case';

-- GIN and LIKE operators are not leakproof: under row security they would look at every row. These find with the owner's
-- rights and say ids only; whoever asks then sees those of them that they may.
create function cases.with_words(words tsquery) returns setof uuid language sql stable security definer set search_path = '' as $$
  select t.case_id from cases.content t where t.search @@ words
$$;
comment on function cases.with_words(tsquery) is 'Ids of cases whose text has these words; for joining with cases.case only';

create function cases.with_number_ending(reversed text) returns setof uuid language sql stable security definer set search_path = '' as $$
  select c.id from cases.case c where pg_catalog.reverse(c.number) like pg_catalog.upper(reversed) || '%'
  union
  select c.id from cases.case c where pg_catalog.reverse(c.source_number) like reversed || '%'
$$;
comment on function cases.with_number_ending(text) is 'Ids of cases whose number or source number ends so, given reversed; for joining with cases.case only';

revoke all on function cases.was_held(uuid), cases.with_words(tsquery), cases.with_number_ending(text) from public;
grant execute on function cases.was_held(uuid), cases.with_words(tsquery), cases.with_number_ending(text) to yiwang_serving;

alter table cases.case enable row level security;
create policy seen on cases.case for select to yiwang_serving
  using (kind = any (array(select cases.seen_kinds())) or cases.was_held(id));
create policy changed on cases.case for update to yiwang_serving
  using (kind = any (array(select cases.seen_kinds())) or cases.was_held(id)) with check (true);
create policy made on cases.case for insert to yiwang_serving with check (true);
create policy worked on cases.case to yiwang_working using (true);

alter table cases.action enable row level security;
create policy seen on cases.action for select to yiwang_serving
  using (exists (select from cases.case c where c.id = case_id));
create policy made on cases.action for insert to yiwang_serving with check (true);
create policy worked on cases.action to yiwang_working using (true);

alter table cases.assignment enable row level security;
create policy seen on cases.assignment for select to yiwang_serving
  using (unit_id = any (array(select cases.own_units())) or exists (select from cases.case c where c.id = case_id));
create policy changed on cases.assignment for update to yiwang_serving
  using (exists (select from cases.case c where c.id = case_id)) with check (true);
create policy made on cases.assignment for insert to yiwang_serving with check (true);
create policy worked on cases.assignment to yiwang_working using (true);

alter table cases.content enable row level security;
create policy seen on cases.content for select to yiwang_serving
  using (exists (select from cases.case c where c.id = case_id));
create policy changed on cases.content for update to yiwang_serving
  using (exists (select from cases.case c where c.id = case_id)) with check (true);
create policy made on cases.content for insert to yiwang_serving with check (true);
create policy worked on cases.content to yiwang_working using (true);

alter table cases.private_key enable row level security;
create policy seen on cases.private_key for select to yiwang_serving
  using (exists (select from cases.case c where c.id = case_id));
create policy changed on cases.private_key for update to yiwang_serving
  using (exists (select from cases.case c where c.id = case_id)) with check (true);
create policy made on cases.private_key for insert to yiwang_serving with check (true);
create policy worked on cases.private_key to yiwang_working using (true);

alter table cases.private enable row level security;
create policy seen on cases.private for select to yiwang_serving
  using (exists (select from cases.case c where c.id = case_id));
create policy made on cases.private for insert to yiwang_serving with check (true);
create policy worked on cases.private to yiwang_working using (true);
