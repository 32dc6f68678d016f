-- What waits for an address names cases: whoever settles addresses sees it. Others put in what they ask for, and count.
call http.with_right_only('geo.waiting', 'geo.edit');

create function geo.waiting_for(address uuid) returns integer
language sql stable security definer set search_path = '' as $$
  select pg_catalog.count(*)::integer from geo.waiting w where w.unresolved_id = address and http.anybody()
$$;
comment on function geo.waiting_for(uuid) is 'How many things wait for an address, without saying which';

drop function geo.ask_address(uuid, text, timestamptz);
-- The way in for everybody: nothing but this is done to the queue by those who may not settle it. A thing waits for one
-- address, its newest.
create function geo.queue_address(new_id uuid, asked text, asked_at timestamptz, subject_kind text, subject_id text)
returns table (id uuid, state text, lon double precision, lat double precision)
language sql volatile security definer set search_path = '' as $$
  with address as (
    insert into geo.unresolved as known (id, text, times, state, asked_at)
    select new_id, asked, 1, 'open', queue_address.asked_at where http.anybody()
    on conflict on constraint unresolved_text_key
    do update set times = known.times + 1, asked_at = greatest(known.asked_at, excluded.asked_at)
    returning known.id, known.state, known.lon, known.lat
  ), queued as (
    insert into geo.waiting as w (subject_kind, subject_id, unresolved_id)
    select queue_address.subject_kind, queue_address.subject_id, a.id from address a
    where queue_address.subject_kind is not null and queue_address.subject_id is not null
    on conflict on constraint waiting_pkey
    do update set unresolved_id = excluded.unresolved_id, queued_at = pg_catalog.now()
  )
  select a.id, a.state, a.lon, a.lat from address a
$$;
comment on function geo.queue_address(uuid, text, timestamptz, text, text) is
  'Puts an address into the queue, or counts it up, with what waits for it; gives the address as it stands there';

-- The keys of base maps are the administrators'. Others are told which maps are on, and a tile is fetched with the source
-- of one that is on.
call http.with_right_only('geo.base_map', 'geo.base_maps');

create function geo.offered_base_maps() returns table (
  id uuid, version integer, name text, attribution text, approval_number text, min_zoom integer, max_zoom integer
)
language sql stable security definer set search_path = '' as $$
  select m.id, m.version, m.name, m.attribution, m.approval_number, m.min_zoom, m.max_zoom
  from geo.base_map m where m.is_on and http.anybody() order by m.name
$$;
comment on function geo.offered_base_maps() is 'The base maps that are on, as maps show them';

create function geo.tile_source(map uuid, version integer) returns table (
  url text, subdomains text, datum text, sealed_key bytea, min_zoom integer, max_zoom integer
)
language sql stable security definer set search_path = '' as $$
  select m.url, m.subdomains, m.datum, m.sealed_key, m.min_zoom, m.max_zoom
  from geo.base_map m where m.id = map and m.version = tile_source.version and m.is_on and http.anybody()
$$;
comment on function geo.tile_source(uuid, integer) is
  'Where the tiles of a base map that is on come from, its key sealed, for the server to fetch one';

revoke all on function geo.waiting_for(uuid), geo.queue_address(uuid, text, timestamptz, text, text),
  geo.offered_base_maps(), geo.tile_source(uuid, integer) from public;
grant execute on function geo.waiting_for(uuid), geo.queue_address(uuid, text, timestamptz, text, text),
  geo.offered_base_maps(), geo.tile_source(uuid, integer) to yiwang_serving;
