-- Left to itself PostgreSQL may answer an EXISTS by a table of everything in sight, made anew for every statement. What is
-- asked with an offset it asks row by row, by the primary key.
alter policy seen on hotline.import_fault
  using (exists (select from hotline.import_run r where r.id = run_id offset 0))
  with check (exists (select from hotline.import_run r where r.id = run_id offset 0));
