-- Confidential cases are seen by posts that reach so far, and by the units that have to work on them. As with places and
-- categories, who asks without a limit has none.
create function cases.sees_confidential() returns boolean language sql stable as $$
  select coalesce((nullif(current_setting('yiwang.actor', true), '')::jsonb ->> 'sensitivity')::int >= 2, true)
$$;
comment on function cases.sees_confidential() is 'Whether whoever asks sees confidential cases of the kinds they see whole';

alter policy seen on cases.case
  using (((kind = any (array(select cases.seen_kinds())) and (sensitivity < 2 or (select cases.sees_confidential()))) or cases.was_held(id))
    and ((select cases.open_reach()) or (cases.reaches('places', area) and cases.reaches('categories', category))));
alter policy changed on cases.case
  using (((kind = any (array(select cases.seen_kinds())) and (sensitivity < 2 or (select cases.sees_confidential()))) or cases.was_held(id))
    and ((select cases.open_reach()) or (cases.reaches('places', area) and cases.reaches('categories', category))));
