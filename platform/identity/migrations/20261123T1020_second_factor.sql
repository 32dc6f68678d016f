-- A second factor of log-in: time-based codes (RFC 6238), and codes for the day the telephone is lost. One's own alone;
-- whether somebody has one is everybody's who may see accounts.
create table identity.second_factor (
  account_id uuid primary key references identity.account (id),
  sealed_secret bytea not null,
  begun_at timestamptz not null default now(),
  confirmed_at timestamptz,
  last_counter bigint not null default -1
);
comment on table identity.second_factor is 'Secrets of time-based codes, sealed under the installation''s master key';
comment on column identity.second_factor.account_id is 'Whose';
comment on column identity.second_factor.sealed_secret is 'The secret, sealed';
comment on column identity.second_factor.begun_at is 'When it was made';
comment on column identity.second_factor.confirmed_at is 'Since when it is asked for; null: its owner has not shown yet that their app knows it';
comment on column identity.second_factor.last_counter is 'Counter of the last code that was taken: none is taken twice';

create table identity.recovery_code (
  account_id uuid not null references identity.account (id),
  code_hash bytea not null,
  primary key (account_id, code_hash)
);
comment on table identity.recovery_code is 'Codes that stand for the second factor, each once; a used one is gone';
comment on column identity.recovery_code.account_id is 'Whose';
comment on column identity.recovery_code.code_hash is 'SM3 of the code, which has 80 random bits';

grant select, insert, update, delete on identity.second_factor to yiwang_serving;
grant select, insert, delete on identity.recovery_code to yiwang_serving;
alter table identity.second_factor enable row level security;
create policy own on identity.second_factor to yiwang_serving using (account_id = (select http.account()));
alter table identity.recovery_code enable row level security;
create policy own on identity.recovery_code to yiwang_serving using (account_id = (select http.account()));

create function identity.has_second_factor(account uuid) returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from identity.second_factor f where f.account_id = account and f.confirmed_at is not null)
    and (http.may('server') or http.may('identity.see') or account = http.account())
$$;
comment on function identity.has_second_factor(uuid) is 'Whether an account''s second factor is asked for at log-in';

create function identity.reset_second_factor(account uuid) returns void
language plpgsql volatile security definer set search_path = '' as $$
begin
  if not http.may('identity.see') then
    raise insufficient_privilege using message = 'This second factor is not theirs to take away';
  end if;
  delete from identity.recovery_code r where r.account_id = account;
  delete from identity.second_factor f where f.account_id = account;
end $$;
comment on function identity.reset_second_factor(uuid) is 'Takes somebody''s second factor away, as an officer, with its recovery codes';

revoke all on function identity.has_second_factor(uuid), identity.reset_second_factor(uuid) from public;
grant execute on function identity.has_second_factor(uuid), identity.reset_second_factor(uuid) to yiwang_serving;
