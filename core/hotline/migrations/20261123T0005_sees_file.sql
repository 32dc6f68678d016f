-- The file of a run is for whoever handed it in, and for the work on the run, which says no account.
create function hotline.sees_file(subject text) returns boolean language sql stable as $$
  select exists (
    select from hotline.import_run r
    where r.id::text = subject and (http.account() is null or r.account_id = http.account())
  )
$$;
comment on function hotline.sees_file(text) is 'Whether whoever asks may see the file of an import run';
