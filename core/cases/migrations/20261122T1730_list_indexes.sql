-- With the id in it, lists and counts by kind and state need not touch the table, also when row security asks about the id.
drop index cases.case_state_idx;
create index case_state_idx on cases.case (kind, state, changed_at desc) include (id);

-- What a unit holds now is a small part of what it ever held.
create index assignment_held_idx on cases.assignment (unit_id, case_id) where until is null;

-- LIKE with a parameter cannot use an index; the range of texts that begin so can.
create or replace function cases.with_number_ending(reversed text) returns setof uuid language sql stable security definer set search_path = '' as $$
  select c.id from cases.case c
    where pg_catalog.reverse(c.number) operator(pg_catalog.~>=~) pg_catalog.upper(reversed)
      and pg_catalog.reverse(c.number) operator(pg_catalog.~<~) (pg_catalog.upper(reversed) || pg_catalog.chr(1114111))
  union
  select c.id from cases.case c
    where pg_catalog.reverse(c.source_number) operator(pg_catalog.~>=~) reversed
      and pg_catalog.reverse(c.source_number) operator(pg_catalog.~<~) (reversed || pg_catalog.chr(1114111))
$$;
