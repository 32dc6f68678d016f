-- Every statement that touches a case asks once whose units and kinds those of the asker are. Taken out of the setting by
-- functions that give rows, that cost 50 microseconds of a command's every statement; as one expression, which PostgreSQL
-- writes into the policy itself, it costs five.
create function cases.kinds_seen() returns text[] language sql stable parallel safe
  return translate((nullif(current_setting('yiwang.actor', true), '')::jsonb -> 'kinds')::text, '[]"', '{}')::text[];
comment on function cases.kinds_seen() is 'Kinds of which whoever asks sees every case';

create function cases.acting_units() returns uuid[] language sql stable parallel safe
  return translate((nullif(current_setting('yiwang.actor', true), '')::jsonb -> 'units')::text, '[]"', '{}')::uuid[];
comment on function cases.acting_units() is 'Units for which whoever asks acts';

alter policy seen on cases.case
  using (((kind = any ((select cases.kinds_seen())::text[]) and (sensitivity < 2 or (select cases.sees_confidential())))
      or seen_by && (select cases.acting_units()))
    and ((select cases.open_reach()) or (cases.reaches('places', area) and cases.reaches('categories', category))));
alter policy changed on cases.case
  using (((kind = any ((select cases.kinds_seen())::text[]) and (sensitivity < 2 or (select cases.sees_confidential())))
      or seen_by && (select cases.acting_units()))
    and ((select cases.open_reach()) or (cases.reaches('places', area) and cases.reaches('categories', category))));

-- What belongs to a case is seen by whoever sees the case. Left to itself PostgreSQL may answer that by a table of all
-- cases in sight, made anew for every statement, when it takes few rows for many: milliseconds instead of microseconds, and
-- more with every case. What is asked with an offset it asks row by row, by the primary key.
alter policy seen on cases.action using (exists (select from cases.case c where c.id = case_id offset 0));
alter policy seen on cases.assignment
  using ((visible and unit_id = any ((select cases.acting_units())::uuid[]))
    or exists (select from cases.case c where c.id = case_id offset 0));
alter policy changed on cases.assignment using (exists (select from cases.case c where c.id = case_id offset 0));
alter policy seen on cases.clock using (exists (select from cases.case c where c.id = case_id offset 0));
alter policy changed on cases.clock using (exists (select from cases.case c where c.id = case_id offset 0));
alter policy seen on cases.content using (exists (select from cases.case c where c.id = case_id offset 0));
alter policy changed on cases.content using (exists (select from cases.case c where c.id = case_id offset 0));
alter policy seen on cases.private using (exists (select from cases.case c where c.id = case_id offset 0));
alter policy seen on cases.private_key using (exists (select from cases.case c where c.id = case_id offset 0));
alter policy changed on cases.private_key using (exists (select from cases.case c where c.id = case_id offset 0));

drop function cases.seen_kinds();
drop function cases.own_units();
