-- Who sees a case is asked of every row a list looks at. Asked of the assignments, by a function, it made up most of the
-- time of a town's list; as a list of units in the row itself it costs a microsecond.
alter table cases.case add column seen_by uuid[] not null default '{}';
comment on column cases.case.seen_by is 'Units that hold the case, or held it and still see it: those of its visible assignments';
update cases.case c set seen_by = coalesce(
  (select array_agg(distinct a.unit_id) from cases.assignment a where a.case_id = c.id and a.visible), '{}');

alter policy seen on cases.case
  using (((kind = any (array(select cases.seen_kinds())) and (sensitivity < 2 or (select cases.sees_confidential())))
      or seen_by && array(select cases.own_units()))
    and ((select cases.open_reach()) or (cases.reaches('places', area) and cases.reaches('categories', category))));
alter policy changed on cases.case
  using (((kind = any (array(select cases.seen_kinds())) and (sensitivity < 2 or (select cases.sees_confidential())))
      or seen_by && array(select cases.own_units()))
    and ((select cases.open_reach()) or (cases.reaches('places', area) and cases.reaches('categories', category))));
drop function cases.was_held(uuid);
