-- Left to itself PostgreSQL may answer an EXISTS by a table of everything in sight, made anew for every statement. What is
-- asked with an offset it asks row by row, by the primary key.
alter policy used on exchange.nonce with check (exists (
  select from exchange.key k where k.id = key_id and k.system_code = (select exchange.asking()) offset 0));
