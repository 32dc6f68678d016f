alter table identity.role
  add column duty jsonb,
  add column terminal text,
  add column confidence text,
  add column reach text not null default 'unit' check (reach in ('unit', 'subtree', 'all')),
  add column sensitivity smallint not null default 1 check (sensitivity between 0 and 2),
  add column position integer not null default 0;
comment on column identity.role.duty is 'What people of this role do, in every language';
comment on column identity.role.terminal is 'Where they work: desk, phone, screen';
comment on column identity.role.confidence is 'How sure the source of the role is: high, medium, low';
comment on column identity.role.reach is 'How far a post of the role reaches unless it says otherwise: its unit, what lies below it too, or everywhere';
comment on column identity.role.sensitivity is '0 ordinary, 1 personal data, 2 confidential: the most a post of the role sees unless it says otherwise';
comment on column identity.role.position is 'Place in the city''s order';

alter table identity.account
  alter column password_hash drop not null,
  add column must_change_password boolean not null default false,
  add column password_changed_at timestamptz not null default now(),
  add column disabled_at timestamptz,
  add column created_at timestamptz not null default now();
comment on column identity.account.password_hash is 'PBKDF2-SM3 with rounds and salt; null: nobody has given the account a password yet';
comment on column identity.account.must_change_password is 'Somebody else set the password: it is changed before anything else is done';
comment on column identity.account.password_changed_at is 'When the password was last set; it runs out by the installation''s setting';
comment on column identity.account.disabled_at is 'Since when nobody may log in with it; null: enabled';
comment on column identity.account.created_at is 'When the account was made';
grant insert on identity.account to yiwang_serving;

create table identity.former_password (
  account_id uuid not null references identity.account (id),
  set_at timestamptz not null default clock_timestamp(),
  password_hash text not null,
  primary key (account_id, set_at)
);
comment on table identity.former_password is 'The last passwords of an account, hashed, so that they do not come back';
comment on column identity.former_password.account_id is 'Whose';
comment on column identity.former_password.set_at is 'When it was replaced';
comment on column identity.former_password.password_hash is 'PBKDF2-SM3 with rounds and salt';
grant select, insert, delete on identity.former_password to yiwang_serving;

alter table identity.post
  drop constraint post_account_id_role_unit_id_key,
  add column valid_from timestamptz not null default now(),
  add column valid_to timestamptz,
  add column reach text check (reach in ('unit', 'subtree', 'all', 'listed')),
  add column units uuid[],
  add column places text[],
  add column categories text[],
  add column sensitivity smallint check (sensitivity between 0 and 2),
  add column deputy_of uuid references identity.post (id),
  add column granted_by uuid references identity.account (id),
  add column reason text,
  add constraint post_ends_after_it_begins check (valid_to is null or valid_to >= valid_from),
  add constraint post_lists_its_units check (coalesce(reach = 'listed', false) = (units is not null)),
  add constraint post_stand_in_ends check (deputy_of is null or valid_to is not null);
comment on table identity.post is 'A role of a person in a unit, from when to when and how far; never removed';
comment on column identity.post.valid_from is 'In force from';
comment on column identity.post.valid_to is 'In force until; null: no end is set';
comment on column identity.post.reach is 'Its unit, what lies below too, everywhere, or listed units; null: as the role says';
comment on column identity.post.units is 'With reach listed: the units, each with what lies below it';
comment on column identity.post.places is 'Area codes, each with what begins with it; null: everywhere';
comment on column identity.post.categories is 'Category codes, each with what begins with it; null: all';
comment on column identity.post.sensitivity is '0 ordinary, 1 personal data, 2 confidential; null: as the role says';
comment on column identity.post.deputy_of is 'The post of an absent person whose work this stand-in does; reach and limits are that post''s';
comment on column identity.post.granted_by is 'The account that gave the post; null: the city''s data or the set-up';
comment on column identity.post.reason is 'Why a stand-in was named';
create unique index post_once on identity.post (account_id, role, unit_id) where valid_to is null;
create index post_account_idx on identity.post (account_id);
create index post_deputy_idx on identity.post (deputy_of) where deputy_of is not null;
create index post_unit_idx on identity.post (unit_id);
grant insert, update (valid_from, valid_to, reach, units, places, categories, sensitivity) on identity.post to yiwang_serving;

alter table identity.session
  add column address text,
  add column device text;
comment on column identity.session.address is 'The network address that logged in';
comment on column identity.session.device is 'What the browser said it is, shortened';

create table identity.set_up (
  one boolean primary key default true check (one),
  code_hash bytea not null,
  made_at timestamptz not null default now()
);
comment on table identity.set_up is 'The code of the first set-up, while there is no account yet';
comment on column identity.set_up.one is 'There is at most one';
comment on column identity.set_up.code_hash is 'SM3 of the code printed on the server''s console';
comment on column identity.set_up.made_at is 'When it was printed';
grant select, delete on identity.set_up to yiwang_serving;
