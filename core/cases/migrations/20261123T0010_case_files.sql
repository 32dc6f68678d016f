-- Files of cases are seen by whoever sees the case: with the rights of whoever asks, so that the policy of cases decides.
create function cases.sees_file(subject text) returns boolean language sql stable as $$
  select exists (select from cases.case c where c.id = subject::uuid)
$$;
comment on function cases.sees_file(text) is 'Whether whoever asks sees the case that a file belongs to';
