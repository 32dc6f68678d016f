-- A job's data names people and cases. Whoever manages jobs reads and changes the few tables granted to requests; of the
-- others a request sees nothing. The queues' partitions carry the policies too: they can be asked by their own names.
do $$
declare
  one regclass;
begin
  for one in select c.oid::regclass from pg_class c where c.relnamespace = 'pgboss'::regnamespace and c.relkind in ('r', 'p')
  loop
    call http.with_right_only(one, 'jobs.manage');
  end loop;
end $$;
