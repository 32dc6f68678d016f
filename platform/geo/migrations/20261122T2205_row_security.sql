call http.open_to_read('geo.revision', 'geo.edit');
call http.open_to_read('geo.area', 'geo.edit');
call http.open_to_read('geo.place', 'geo.edit');
call http.open_to_read('geo.unresolved', 'geo.edit');

-- Anybody logged in may ask where an address is, and what is asked again is counted; nothing else of the row changes.
create function geo.ask_address(id uuid, asked text, asked_at timestamptz) returns void
language sql volatile security definer set search_path = '' as $$
  insert into geo.unresolved as known (id, text, times, state, asked_at)
  select ask_address.id, asked, 1, 'open', ask_address.asked_at where http.anybody()
  on conflict on constraint unresolved_text_key
  do update set times = known.times + 1, asked_at = greatest(known.asked_at, excluded.asked_at)
$$;
comment on function geo.ask_address(uuid, text, timestamptz) is 'Puts an address into the queue, or counts it up';
revoke all on function geo.ask_address(uuid, text, timestamptz) from public;
grant execute on function geo.ask_address(uuid, text, timestamptz) to yiwang_serving, yiwang_working;
