-- Everything that is done is recorded, also what a stranger tries; only those with the right read it.
alter table audit.entry enable row level security;
create policy recorded on audit.entry for insert to yiwang_serving with check (true);
create policy allowed on audit.entry for select to yiwang_serving using ((select http.may('audit.read')));
create policy worked on audit.entry to yiwang_working using (true);

alter table audit.seal enable row level security;
create policy allowed on audit.seal for select to yiwang_serving using ((select http.may('audit.read')));
create policy worked on audit.seal to yiwang_working using (true);

-- GIN operators are not leakproof: under row security a search would look at every entry. This finds with the owner's
-- rights, and only for those who may read the log.
create function audit.with_text(asked text) returns setof bigint
language sql stable security definer set search_path = '' as $$
  select e.id from audit.entry e
  where http.may('audit.read') and audit.texts(e.detail) is not null
    and audit.pairs(audit.texts(e.detail)) operator(pg_catalog.@>) audit.pairs(asked)
    and pg_catalog.strpos(pg_catalog.lower(audit.texts(e.detail)), pg_catalog.lower(asked)) > 0
$$;
comment on function audit.with_text(text) is 'Ids of entries whose detail holds a text of two characters or more';

-- The same for the beginning of a person's name.
create function audit.by_name(beginning text) returns setof bigint
language sql stable security definer set search_path = '' as $$
  select e.id from audit.entry e
  where http.may('audit.read') and e.actor_name operator(pg_catalog.~>=~) beginning
    and e.actor_name operator(pg_catalog.~<~) (beginning || U&'\+10ffff')
$$;
comment on function audit.by_name(text) is 'Ids of entries of people whose name begins so';
revoke all on function audit.with_text(text), audit.by_name(text) from public;
grant execute on function audit.with_text(text), audit.by_name(text) to yiwang_serving;
