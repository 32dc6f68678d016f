-- Left to itself PostgreSQL may answer an EXISTS by a table of everything in sight, made anew for every statement. What is
-- asked with an offset it asks row by row, by an index.
alter policy seen on files.blob
  using (exists (select from files.file f where f.blob_id = blob.id offset 0)
    or exists (select from files.variant v where v.blob_id = blob.id offset 0));
alter policy own on files.part using (exists (select from files.upload u where u.id = part.upload_id offset 0));
alter policy seen on files.variant using (exists (select from files.file f where f.id = variant.file_id offset 0));
