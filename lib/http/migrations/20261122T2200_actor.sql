-- Who asks is said once per transaction and read by the policies of every module's tables:
-- yiwang.actor {"account": …} names the person, yiwang.may lists rights `<module>.<word>` with commas between.
-- Without either nothing is seen and nothing is changed.

create function http.account() returns uuid language sql stable as $$
  select (nullif(current_setting('yiwang.actor', true), '')::jsonb ->> 'account')::uuid
$$;
comment on function http.account() is 'Account of whoever asks; null for the server itself and for nobody';

create function http.may(asked text) returns boolean language sql stable as $$
  select coalesce(asked = any (string_to_array(current_setting('yiwang.may', true), ',')), false)
$$;
comment on function http.may(text) is 'Whether whoever asks has a right';

create function http.anybody() returns boolean language sql stable as $$
  select http.account() is not null or http.may('server')
$$;
comment on function http.anybody() is 'Whether somebody is logged in, or the server itself reads';

-- For migrations of modules: the policies of a table that everybody logged in may read and those with a right may change.
create procedure http.open_to_read("table" regclass, "right" text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', "table");
  execute format('create policy open on %s for select to yiwang_serving using ((select http.anybody()))', "table");
  execute format('create policy made on %s for insert to yiwang_serving with check ((select http.may(%L)))', "table", "right");
  execute format('create policy changed on %s for update to yiwang_serving using ((select http.may(%L)))', "table", "right");
  execute format('create policy removed on %s for delete to yiwang_serving using ((select http.may(%L)))', "table", "right");
  execute format('create policy worked on %s to yiwang_working using (true)', "table");
end $$;
comment on procedure http.open_to_read(regclass, text) is 'Makes a table readable for everybody logged in and changeable with a right';

-- The same for a table that is nobody's business but of those with a right.
create procedure http.with_right_only("table" regclass, "right" text) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', "table");
  execute format('create policy allowed on %s to yiwang_serving using ((select http.may(%L)))', "table", "right");
  execute format('create policy worked on %s to yiwang_working using (true)', "table");
end $$;
comment on procedure http.with_right_only(regclass, text) is 'Makes a table readable and changeable with a right alone';
revoke all on procedure http.open_to_read(regclass, text), http.with_right_only(regclass, text) from public;

alter table http.command enable row level security;
create policy own on http.command to yiwang_serving using (actor_id = (select http.account()));
create policy worked on http.command to yiwang_working using (true);
