-- A command locks its case first, and the policies decide there whether whoever asks may see it. What belongs to the case
-- was then asked for the same answer again by every statement that reads or writes it, an update even twice. The lock now
-- says which case the transaction holds, and what belongs to that one is open without another look.
create function cases.held() returns uuid language sql stable parallel safe
  return nullif(current_setting('yiwang.case', true), '')::uuid;
comment on function cases.held() is 'Case that the transaction has locked, having seen it through the policies';

alter policy changed on cases.case
  using (id = (select cases.held())
    or ((kind = any ((select cases.kinds_seen())::text[]) and (sensitivity < 2 or (select cases.sees_confidential())))
      or seen_by && (select cases.acting_units()))
    and ((select cases.open_reach()) or (cases.reaches('places', area) and cases.reaches('categories', category))));

alter policy seen on cases.action
  using (case_id = (select cases.held()) or exists (select from cases.case c where c.id = case_id offset 0));
alter policy seen on cases.assignment
  using (case_id = (select cases.held())
    or (visible and unit_id = any ((select cases.acting_units())::uuid[]))
    or exists (select from cases.case c where c.id = case_id offset 0));
alter policy changed on cases.assignment
  using (case_id = (select cases.held()) or exists (select from cases.case c where c.id = case_id offset 0));
alter policy seen on cases.clock
  using (case_id = (select cases.held()) or exists (select from cases.case c where c.id = case_id offset 0));
alter policy changed on cases.clock
  using (case_id = (select cases.held()) or exists (select from cases.case c where c.id = case_id offset 0));
alter policy seen on cases.content
  using (case_id = (select cases.held()) or exists (select from cases.case c where c.id = case_id offset 0));
alter policy changed on cases.content
  using (case_id = (select cases.held()) or exists (select from cases.case c where c.id = case_id offset 0));
alter policy seen on cases.private
  using (case_id = (select cases.held()) or exists (select from cases.case c where c.id = case_id offset 0));
alter policy seen on cases.private_key
  using (case_id = (select cases.held()) or exists (select from cases.case c where c.id = case_id offset 0));
alter policy changed on cases.private_key
  using (case_id = (select cases.held()) or exists (select from cases.case c where c.id = case_id offset 0));
