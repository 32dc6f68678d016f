-- Telephone numbers of people: personal data, so sealed; found again by the whole number alone, through a keyed digest.
create table identity.phone (
  account_id uuid primary key references identity.account (id),
  sealed bytea not null,
  digest text not null,
  set_at timestamptz not null default now()
);
comment on table identity.phone is 'Telephone numbers of accounts, sealed under the installation''s master key';
comment on column identity.phone.account_id is 'Whose';
comment on column identity.phone.sealed is 'The number, sealed';
comment on column identity.phone.digest is 'HMAC-SM3 of the number: says whether it is a given one, and nothing to whoever lacks the key';
comment on column identity.phone.set_at is 'When it was set';
create index phone_digest_idx on identity.phone (digest);
grant select, insert, update, delete on identity.phone to yiwang_serving;

alter table identity.phone enable row level security;
create policy seen on identity.phone for select to yiwang_serving using (
  account_id = (select http.account()) or (select http.may('identity.see')));
create policy made on identity.phone for insert to yiwang_serving with check (
  account_id = (select http.account()) or (select http.may('identity.manage')));
create policy changed on identity.phone for update to yiwang_serving using (
  account_id = (select http.account()) or (select http.may('identity.manage')));
create policy removed on identity.phone for delete to yiwang_serving using (
  account_id = (select http.account()) or (select http.may('identity.manage')));
