-- Asked once per request. Before version 18 PostgreSQL plans a function in SQL anew at every call, and the seven tables of
-- this one take longer to plan than to read: there it is written in PL/pgSQL, whose plan stays with the connection. From 18
-- on that of SQL stays as well, and costs a third less.
do $do$
begin
  if current_setting('server_version_num')::int < 180000 then
    create or replace function identity.session_of(token_hash bytea, idle_hours float8, session_hours float8) returns table (
        session_id uuid, created_at timestamptz, seen_at timestamptz, account_id uuid, username text, name text, demo boolean,
        must_change_password boolean, password_changed_at timestamptz, post_id uuid, role text, role_name jsonb, unit_id uuid,
        valid_to timestamptz, absent text, reach text, units uuid[], places text[], categories text[], sensitivity smallint
      ) language plpgsql stable security definer set search_path = '' as $$
    #variable_conflict use_column
    begin
      return query select running.* from identity.running_sessions(idle_hours, session_hours) as running
        where running.session_id = (select s.id from identity.session s where s.token_hash = session_of.token_hash);
    end
    $$;
  end if;
end
$do$;
