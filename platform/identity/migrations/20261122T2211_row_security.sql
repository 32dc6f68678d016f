-- Who sees what: oneself, one's posts and sessions; of a stand-in and the absent person each the other's; whoever is one of
-- the three officers (identity.see) all of it. No query of a request sees a password's hash or a session's token: what
-- checks them are functions that ask for one of them at a time.

-- Failed log-ins are counted per given name, whether or not there is such an account: the answer must not tell.
create table identity.failure (
  sort text not null check (sort in ('name', 'address')),
  key text not null check (length(key) <= 200),
  failures integer not null,
  locked_until timestamptz,
  last_at timestamptz not null,
  primary key (sort, key)
);
create index failure_last_idx on identity.failure (last_at);
comment on table identity.failure is 'Failed log-ins of the last day, by given user name and by address; bounded in number';
comment on column identity.failure.sort is 'What is counted: name or address';
comment on column identity.failure.key is 'User name as given, whether or not it exists, or network address';
comment on column identity.failure.failures is 'Failures since the last success, lock or day without any';
comment on column identity.failure.locked_until is 'Until when log-ins are refused; null when never';
comment on column identity.failure.last_at is 'When the last failure was';

insert into identity.failure (sort, key, failures, locked_until, last_at)
select 'name', username, failed_count, locked_until, now() from identity.account
where (failed_count > 0 or locked_until > now()) and length(username) <= 200;

alter table identity.account drop column failed_count, drop column locked_until;
alter table identity.account add column has_password boolean not null generated always as (password_hash is not null) stored;
comment on column identity.account.has_password is 'Whether a password is set; the hash itself is told to no request';

revoke select, update on identity.account from yiwang_serving;
grant select (id, username, name, demo, must_change_password, password_changed_at, disabled_at, created_at, has_password),
  update (username, name, disabled_at) on identity.account to yiwang_serving;
revoke all on identity.former_password, identity.set_up from yiwang_serving;
revoke select, update on identity.session from yiwang_serving;
grant select (id, account_id, post_id, created_at, seen_at, ended_at, address, device),
  update (post_id, ended_at) on identity.session to yiwang_serving;
grant select, delete on identity.failure to yiwang_serving;

-- Lists say when each account was last used: over all its sessions, not the running ones alone.
drop index identity.session_account_idx;
create index session_account_idx on identity.session (account_id, seen_at);

-- With the owner's rights: asking the policy of posts would ask that of posts again, for ever.
create function identity.linked_posts() returns setof uuid language sql stable security definer set search_path = '' as $$
  select unnest(array[d.id, a.id]) from identity.post d join identity.post a on a.id = d.deputy_of
  where http.account() in (d.account_id, a.account_id) and (d.valid_to is null or d.valid_to > pg_catalog.now())
$$;
comment on function identity.linked_posts() is 'Posts of stand-ins by and for whoever asks, with those they stand in for';

create function identity.linked_accounts() returns setof uuid language sql stable security definer set search_path = '' as $$
  select p.account_id from identity.post p where p.id = any (array(select identity.linked_posts()))
$$;
comment on function identity.linked_accounts() is 'People who stand in for whoever asks, and for whom they do';

create function identity.own_posts() returns setof uuid language sql stable security definer set search_path = '' as $$
  select p.id from identity.post p where p.account_id = http.account()
$$;
comment on function identity.own_posts() is 'Posts of whoever asks';

create function identity.needs_security_admin() returns boolean language sql stable security definer set search_path = '' as $$
  select not exists (
    select from identity.post p join identity.account a on a.id = p.account_id
    where p.role = 'security_admin' and p.deputy_of is null and a.disabled_at is null
      and p.valid_from <= pg_catalog.now() and (p.valid_to is null or p.valid_to > pg_catalog.now()))
$$;
comment on function identity.needs_security_admin() is 'Whether nobody is security administrator yet: then the administrator appoints the first';
revoke all on function identity.linked_posts(), identity.linked_accounts(), identity.own_posts(), identity.needs_security_admin() from public;
grant execute on function identity.linked_posts(), identity.linked_accounts(), identity.own_posts(), identity.needs_security_admin() to yiwang_serving;

call http.open_to_read('identity.role', 'identity.see');

alter table identity.account enable row level security;
create policy seen on identity.account for select to yiwang_serving using (
  id = (select http.account()) or (select http.may('identity.see')) or id = any (array(select identity.linked_accounts())));
create policy made on identity.account for insert to yiwang_serving with check ((select http.may('identity.manage')));
create policy changed on identity.account for update to yiwang_serving using ((select http.may('identity.see')));
create policy worked on identity.account to yiwang_working using (true);

alter table identity.former_password enable row level security;
alter table identity.set_up enable row level security;

alter table identity.post enable row level security;
create policy seen on identity.post for select to yiwang_serving using (
  account_id = (select http.account()) or (select http.may('identity.see')) or id = any (array(select identity.linked_posts())));
create policy granted on identity.post for insert to yiwang_serving with check (
  (select http.may('identity.grant'))
  or (deputy_of is not null and deputy_of = any (array(select identity.own_posts())))
  or (role = 'security_admin' and (select http.may('identity.manage') and identity.needs_security_admin())));
create policy changed on identity.post for update to yiwang_serving
  using (account_id = (select http.account()) or (select http.may('identity.see')) or id = any (array(select identity.linked_posts())))
  with check ((select http.may('identity.grant')) or deputy_of is not null);
create policy worked on identity.post to yiwang_working using (true);

alter table identity.session enable row level security;
create policy seen on identity.session for select to yiwang_serving using (
  account_id = (select http.account()) or (select http.may('identity.see')) or post_id = any (array(select identity.linked_posts())));
create policy made on identity.session for insert to yiwang_serving with check (account_id = (select http.account()));
create policy changed on identity.session for update to yiwang_serving
  using (account_id = (select http.account()) or (select http.may('identity.see')));
create policy worked on identity.session to yiwang_working using (true);

alter table identity.failure enable row level security;
create policy allowed on identity.failure to yiwang_serving using ((select http.may('identity.see')));
create policy worked on identity.failure to yiwang_working using (true);

-- Posts that are in force now. A stand-in's is in force only while the absent person's is and their account is enabled, and
-- reaches exactly as far: it never gives more than the absent person has. Run with the rights of whoever asks.
create function identity.posts_in_force() returns table (
  post_id uuid, began timestamptz, account_id uuid, role text, role_name jsonb, unit_id uuid, valid_to timestamptz,
  absent text, reach text, units uuid[], places text[], categories text[], sensitivity smallint
) language sql stable as $$
  select post.id, post.valid_from, post.account_id, post.role, role.name, post.unit_id,
    least(post.valid_to, absent_post.valid_to), absent.name,
    coalesce(own.reach, role.reach), own.units, own.places, own.categories, coalesce(own.sensitivity, role.sensitivity)
  from identity.post as post
  join identity.role as role on role.code = post.role
  left join identity.post as absent_post on absent_post.id = post.deputy_of
  left join identity.account as absent on absent.id = absent_post.account_id
  join identity.post as own on own.id = coalesce(post.deputy_of, post.id)
  where post.valid_from <= now() and (post.valid_to is null or post.valid_to > now())
    and (post.deputy_of is null or (
      absent.disabled_at is null and absent_post.valid_from <= now()
      and (absent_post.valid_to is null or absent_post.valid_to > now())))
$$;
comment on function identity.posts_in_force() is 'Posts in force now with their reach, as far as whoever asks sees them';

create function identity.running_sessions(idle_hours float8, session_hours float8) returns table (
  session_id uuid, created_at timestamptz, seen_at timestamptz, account_id uuid, username text, name text, demo boolean,
  must_change_password boolean, password_changed_at timestamptz, post_id uuid, role text, role_name jsonb, unit_id uuid,
  valid_to timestamptz, absent text, reach text, units uuid[], places text[], categories text[], sensitivity smallint
) language sql stable as $$
  select session.id, session.created_at, session.seen_at, account.id, account.username, account.name, account.demo,
    account.must_change_password, account.password_changed_at, post.post_id, post.role, post.role_name, post.unit_id,
    post.valid_to, post.absent, post.reach, post.units, post.places, post.categories, post.sensitivity
  from identity.session as session
  join identity.account as account on account.id = session.account_id
  join identity.posts_in_force() as post on post.post_id = session.post_id
  where session.ended_at is null and account.disabled_at is null
    and session.seen_at > now() - idle_hours * interval '1 hour'
    and session.created_at > now() - session_hours * interval '1 hour'
$$;
comment on function identity.running_sessions(float8, float8) is 'Sessions that run, in a post in force, as far as whoever asks sees them';

-- What a request may do before it is known who asks, each for one token or one name at a time.

create function identity.session_of(token_hash bytea, idle_hours float8, session_hours float8) returns table (
  session_id uuid, created_at timestamptz, seen_at timestamptz, account_id uuid, username text, name text, demo boolean,
  must_change_password boolean, password_changed_at timestamptz, post_id uuid, role text, role_name jsonb, unit_id uuid,
  valid_to timestamptz, absent text, reach text, units uuid[], places text[], categories text[], sensitivity smallint
) language sql stable security definer set search_path = '' as $$
  select running.* from identity.running_sessions(idle_hours, session_hours) as running
  where running.session_id = (select s.id from identity.session s where s.token_hash = session_of.token_hash)
$$;
comment on function identity.session_of(bytea, float8, float8) is 'The running session of a token';

create function identity.move_session(token_hash bytea, idle_hours float8, session_hours float8) returns uuid
language sql volatile security definer set search_path = '' as $$
  update identity.session as session set post_id = next.post_id
  from (select s.id, (select p.post_id from identity.posts_in_force() as p where p.account_id = s.account_id
      order by p.absent is not null, p.began, p.post_id limit 1) as post_id
    from identity.session s join identity.account a on a.id = s.account_id
    where s.token_hash = move_session.token_hash and s.ended_at is null and a.disabled_at is null
      and s.seen_at > pg_catalog.now() - idle_hours * interval '1 hour'
      and s.created_at > pg_catalog.now() - session_hours * interval '1 hour') as next
  where session.id = next.id and next.post_id is not null
  returning session.id
$$;
comment on function identity.move_session(bytea, float8, float8) is 'Puts a running session whose post is over into the first post its account still has';

create function identity.touch_session(token_hash bytea) returns void
language sql volatile security definer set search_path = '' as $$
  update identity.session s set seen_at = pg_catalog.now() where s.token_hash = touch_session.token_hash
$$;
comment on function identity.touch_session(bytea) is 'Says that a session was used now';

create function identity.log_in_as(username text) returns table (id uuid, name text, password_hash text)
language sql stable security definer set search_path = '' as $$
  select a.id, a.name, a.password_hash from identity.account a where a.username = log_in_as.username
$$;
comment on function identity.log_in_as(text) is 'What a log-in needs of the account with a user name';

create function identity.hold_own_password() returns table (password_hash text, disabled_at timestamptz)
language sql volatile security definer set search_path = '' as $$
  select a.password_hash, a.disabled_at from identity.account a where a.id = http.account() for update
$$;
comment on function identity.hold_own_password() is 'Password hash of whoever asks, held against a change until the transaction ends';

create function identity.own_passwords() returns setof text
language sql stable security definer set search_path = '' as $$
  select a.password_hash from identity.account a where a.id = http.account() and a.password_hash is not null
  union all
  (select f.password_hash from identity.former_password f where f.account_id = http.account() order by f.set_at desc)
$$;
comment on function identity.own_passwords() is 'Hashes of the present password of whoever asks and of the former ones, newest first';

create function identity.set_password(account uuid, hash text, given boolean) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not coalesce(account = http.account(), false) and not http.may('identity.see') then
    raise insufficient_privilege using message = 'This password is not theirs to set';
  end if;
  insert into identity.former_password (account_id, password_hash)
    select a.id, a.password_hash from identity.account a where a.id = account and a.password_hash is not null;
  delete from identity.former_password f where f.account_id = account and f.set_at not in
    (select l.set_at from identity.former_password l where l.account_id = account order by l.set_at desc limit 5);
  delete from identity.failure f using identity.account a where f.sort = 'name' and f.key = a.username and a.id = account;
  update identity.account a set password_hash = hash, must_change_password = given, password_changed_at = pg_catalog.now()
    where a.id = account;
end $$;
comment on function identity.set_password(uuid, text, boolean) is 'Sets one''s own password, or as an officer somebody''s; keeps the last five and forgets failed log-ins';

create function identity.locked_until(username text, address text) returns timestamptz
language sql stable security definer set search_path = '' as $$
  select pg_catalog.max(f.locked_until) from identity.failure f
  where (f.sort = 'name' and f.key = pg_catalog.left(username, 200)) or (f.sort = 'address' and f.key = pg_catalog.left(address, 200))
$$;
comment on function identity.locked_until(text, text) is 'Until when log-ins with a name, or from an address, are refused';

create function identity.held_until(username text, address text) returns timestamptz
language sql volatile security definer set search_path = '' as $$
  select greatest(
    (select held.locked_until from (select f.locked_until from identity.failure f
      where f.sort = 'name' and f.key = pg_catalog.left(username, 200) for update) as held),
    (select f.locked_until from identity.failure f where f.sort = 'address' and f.key = pg_catalog.left(address, 200)))
$$;
comment on function identity.held_until(text, text) is 'The same, the name''s count held against a change until the transaction ends';

-- One statement for each key, in one order, so that two failures at once do not wait for each other in a ring.
create function identity.count_failure(username text, address text, per_name integer, per_address integer, lock_minutes integer)
returns void language plpgsql volatile security definer set search_path = '' as $$
declare
  pause constant interval := pg_catalog.make_interval(mins => lock_minutes);
begin
  insert into identity.failure as f (sort, key, failures, locked_until, last_at)
  values ('address', pg_catalog.left(address, 200), 1, null, pg_catalog.now())
  on conflict (sort, key) do update set last_at = pg_catalog.now(),
    failures = case when f.last_at < pg_catalog.now() - pause then 1 when f.failures + 1 >= per_address then 0 else f.failures + 1 end,
    locked_until = case when f.last_at >= pg_catalog.now() - pause and f.failures + 1 >= per_address then pg_catalog.now() + pause else f.locked_until end;
  insert into identity.failure as f (sort, key, failures, locked_until, last_at)
  values ('name', pg_catalog.left(username, 200), 1, null, pg_catalog.now())
  on conflict (sort, key) do update set last_at = pg_catalog.now(),
    failures = case when f.failures + 1 >= per_name then 0 else f.failures + 1 end,
    locked_until = case when f.failures + 1 >= per_name then pg_catalog.now() + pause else f.locked_until end;
  -- A day old is forgotten, and of more than fifty thousand the oldest: nobody fills the disk with names.
  delete from identity.failure f where f.ctid = any (array(
    select o.ctid from identity.failure o where o.last_at < pg_catalog.now() - interval '1 day' limit 200 for update skip locked));
  delete from identity.failure f where f.ctid = any (array(
    select o.ctid from identity.failure o order by o.last_at
    limit (select greatest(0, least(200, pg_catalog.count(*) - 50000)) from identity.failure) for update skip locked));
end $$;
comment on function identity.count_failure(text, text, integer, integer, integer) is 'Counts a failed log-in by name and by address, and locks at too many';

create function identity.forget_failures() returns void
language sql volatile security definer set search_path = '' as $$
  delete from identity.failure f using identity.account a
  where f.sort = 'name' and f.key = a.username and a.id = http.account()
$$;
comment on function identity.forget_failures() is 'Forgets the failed log-ins of whoever asks: they have logged in';

create function identity.is_set_up_needed() returns boolean
language sql stable security definer set search_path = '' as $$ select exists (select from identity.set_up) $$;
comment on function identity.is_set_up_needed() is 'Whether the first administrator is yet to be made';

create function identity.take_set_up(code_hash bytea) returns boolean
language sql volatile security definer set search_path = '' as $$
  with taken as (delete from identity.set_up s where s.code_hash = take_set_up.code_hash returning true)
  select exists (select from taken)
$$;
comment on function identity.take_set_up(bytea) is 'Takes the set-up code away, so that of two who use it at once one finds it gone';

create function identity.demo_accounts() returns table (username text, name text, role_name jsonb, unit_id uuid)
language sql stable security definer set search_path = '' as $$
  select account.username, account.name, first.role_name, first.unit_id
  from identity.account as account
  join (select distinct on (p.account_id) p.* from identity.posts_in_force() as p
    order by p.account_id, p.absent is not null, p.began, p.post_id) as first on first.account_id = account.id
  where account.demo and account.disabled_at is null order by account.id
$$;
comment on function identity.demo_accounts() is 'The accounts of the demonstration, whose password stands on the log-in page';

-- What colleagues are told of each other: names, and what naming a stand-in turns on.

create function identity.names(ids uuid[]) returns table (id uuid, name text)
language sql stable security definer set search_path = '' as $$
  select a.id, a.name from identity.account a where a.id = any (ids) and http.anybody()
$$;
comment on function identity.names(uuid[]) is 'Names of people, for whoever is logged in and was told their ids';

create function identity.colleagues(pattern text) returns table (id uuid, name text, unit_id uuid)
language sql stable security definer set search_path = '' as $$
  select a.id, a.name, first.unit_id from identity.account a
  join lateral (select p.unit_id from identity.post p where p.account_id = a.id
    and (p.valid_to is null or p.valid_to > pg_catalog.now()) and p.deputy_of is null order by p.id limit 1) as first on true
  where pg_catalog.lower(a.name) like pattern and a.disabled_at is null and http.account() is not null
  order by a.name, a.id limit 20
$$;
comment on function identity.colleagues(text) is 'Twenty enabled people whose lowered name is like a pattern, with the unit of their first post';

create function identity.possible_deputy(account uuid) returns table (id uuid, enabled boolean, roles text[])
language sql stable security definer set search_path = '' as $$
  select a.id, a.disabled_at is null,
    array(select distinct p.role from identity.post p where p.account_id = a.id and (p.valid_to is null or p.valid_to > pg_catalog.now()))
  from identity.account a where a.id = account and http.account() is not null
$$;
comment on function identity.possible_deputy(uuid) is 'What decides whether somebody may stand in';

do $$
declare
  one regprocedure;
begin
  for one in select p.oid::regprocedure from pg_proc p where p.pronamespace = 'identity'::regnamespace and p.prosecdef
  loop
    execute format('revoke all on function %s from public', one);
    execute format('grant execute on function %s to yiwang_serving', one);
  end loop;
end $$;
grant execute on function identity.names(uuid[]) to yiwang_working;
