-- A file is its uploader's until it is given to something; from then on the module of that says who may see it, here as in
-- its policy: by a function sees_file(subject text) in its own schema, run with the rights of whoever asks. A module that
-- gives none shows its files to nobody.
create function files.sees(module text, subject text) returns boolean language plpgsql stable as $$
declare
  answer boolean;
begin
  if to_regprocedure(format('%I.sees_file(text)', module)) is null then return false; end if;
  execute format('select %I.sees_file($1)', module) into answer using subject;
  return coalesce(answer, false);
exception
  when insufficient_privilege then return false;
end $$;
comment on function files.sees(text, text) is 'Whether whoever asks may see the files of something, as its module says';

alter table files.upload enable row level security;
create policy own on files.upload to yiwang_serving using (account_id = (select http.account()));
create policy worked on files.upload to yiwang_working using (true);

alter table files.part enable row level security;
create policy own on files.part to yiwang_serving using (exists (select from files.upload u where u.id = upload_id));
create policy worked on files.part to yiwang_working using (true);

alter table files.file enable row level security;
create policy seen on files.file for select to yiwang_serving
  using (account_id = (select http.account()) or (module is not null and files.sees(module, subject_id)));
create policy made on files.file for insert to yiwang_serving with check (account_id = (select http.account()));
create policy given on files.file for update to yiwang_serving using (account_id = (select http.account()));
create policy discarded on files.file for delete to yiwang_serving
  using (account_id = (select http.account()) and module is null);
create policy worked on files.file to yiwang_working using (true);

alter table files.variant enable row level security;
create policy seen on files.variant to yiwang_serving using (exists (select from files.file f where f.id = file_id));
create policy worked on files.variant to yiwang_working using (true);

-- A content's key goes to whoever sees a file of it.
alter table files.blob enable row level security;
create policy seen on files.blob for select to yiwang_serving
  using (exists (select from files.file f where f.blob_id = blob.id) or exists (select from files.variant v where v.blob_id = blob.id));
create policy brought on files.blob for insert to yiwang_serving with check ((select http.account()) is not null);
create policy worked on files.blob to yiwang_working using (true);
revoke update on files.blob from yiwang_serving;

-- One content is kept once, whoever brought it. Whoever has it whole may refer to it by its digest; these give no key.
create function files.is_stored(digest bytea) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from files.blob b where b.sm3 = digest and b.stored)
$$;
comment on function files.is_stored(bytea) is 'Whether the content of a digest is whole in the store';

create function files.claim(digest bytea) returns uuid
language sql volatile security definer set search_path = '' as $$
  update files.blob set touched_at = pg_catalog.now() where sm3 = digest and stored returning id
$$;
comment on function files.claim(bytea) is 'The stored content of a digest, kept from being collected till the transaction ends';

create function files.mark_stored(blob uuid) returns uuid
language sql volatile security definer set search_path = '' as $$
  update files.blob b set stored = true, touched_at = pg_catalog.now()
  where b.id = blob and not exists (select from files.blob other where other.sm3 = b.sm3 and other.stored)
  returning b.id
$$;
comment on function files.mark_stored(uuid) is 'Says that a content is whole in the store, unless another of the same was quicker';

-- The page of the store counts what its reader may not see.
create function files.count_files() returns table (sort text, state text, files integer, bytes bigint)
language sql stable security definer set search_path = '' as $$
  select f.sort, f.state, pg_catalog.count(*)::integer, pg_catalog.sum(f.size)::bigint
  from files.file f where http.may('files.manage') group by f.sort, f.state order by f.sort, f.state
$$;
comment on function files.count_files() is 'How many files there are, for whoever manages the store';

create function files.count_blobs() returns table (blobs integer, bytes bigint)
language sql stable security definer set search_path = '' as $$
  select pg_catalog.count(*)::integer, coalesce(pg_catalog.sum(b.size), 0)::bigint
  from files.blob b where b.stored and http.may('files.manage')
$$;
comment on function files.count_blobs() is 'How many contents are stored, for whoever manages the store';

create function files.count_uploads() returns table (open integer, bytes bigint)
language sql stable security definer set search_path = '' as $$
  select pg_catalog.count(distinct u.id)::integer, coalesce(pg_catalog.sum(p.size), 0)::bigint
  from files.upload u left join files.part p on p.upload_id = u.id
  where u.ended_at is null and http.may('files.manage')
$$;
comment on function files.count_uploads() is 'How many uploads are under way, for whoever manages the store';

create function files.oldest_waiting() returns table (since timestamptz)
language sql stable security definer set search_path = '' as $$
  select pg_catalog.min(f.created_at) from files.file f where f.state = 'processing' and http.may('files.manage')
$$;
comment on function files.oldest_waiting() is 'Since when the oldest file waits to be prepared, for whoever manages the store';

revoke all on function files.is_stored(bytea), files.claim(bytea), files.mark_stored(uuid),
  files.count_files(), files.count_blobs(), files.count_uploads(), files.oldest_waiting() from public;
grant execute on function files.is_stored(bytea), files.claim(bytea), files.mark_stored(uuid)
  to yiwang_serving, yiwang_working;
grant execute on function files.count_files(), files.count_blobs(), files.count_uploads(), files.oldest_waiting()
  to yiwang_serving;
