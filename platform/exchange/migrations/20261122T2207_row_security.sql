-- Administrators manage all of it. An outside system asks too: once its signature is checked, its code stands in
-- yiwang.actor {"system": …}, and it gets its own messages, nonces and keys' time of use.
create function exchange.asking() returns text language sql stable as $$
  select nullif(current_setting('yiwang.actor', true), '')::jsonb ->> 'system'
$$;
comment on function exchange.asking() is 'Code of the outside system that asks, once its signature was checked';

call http.with_right_only('exchange.system', 'exchange.manage');
call http.with_right_only('exchange.key', 'exchange.manage');
call http.with_right_only('exchange.nonce', 'exchange.manage');
call http.with_right_only('exchange.message', 'exchange.manage');

create policy used on exchange.key for select to yiwang_serving using (system_code = (select exchange.asking()));
create policy used_now on exchange.key for update to yiwang_serving using (system_code = (select exchange.asking()));
create policy used on exchange.nonce for insert to yiwang_serving
  with check (exists (select from exchange.key k where k.id = key_id and k.system_code = (select exchange.asking())));
create policy own on exchange.message to yiwang_serving using (system_code = (select exchange.asking()));
-- Any module may say something to a system; what was said it need not read.
create policy said on exchange.message for insert to yiwang_serving
  with check (direction = 'out' and state = 'waiting' and (select http.anybody() or exchange.asking() is not null));

-- Before its signature is checked nobody knows who asks. This gives the one sealed key that the request names.
create function exchange.signing_key(system_code text, key_id uuid) returns table (
  id uuid, sealed_secret bytea, revoked_at timestamptz, is_on boolean, direction text, valid boolean
)
language sql stable security definer set search_path = '' as $$
  select k.id, k.sealed_secret, k.revoked_at, s.is_on, s.direction,
    k.valid_from <= pg_catalog.now() and (k.valid_to is null or k.valid_to > pg_catalog.now())
  from exchange.key k join exchange.system s on s.code = k.system_code
  where k.id = signing_key.key_id and k.system_code = signing_key.system_code
$$;
comment on function exchange.signing_key(text, uuid) is 'The key of a system by its id, sealed, to check a signature with';
revoke all on function exchange.signing_key(text, uuid) from public;
grant execute on function exchange.signing_key(text, uuid) to yiwang_serving;
