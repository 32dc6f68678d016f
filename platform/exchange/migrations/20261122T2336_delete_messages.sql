-- Messages that ended long ago are deleted by a background job, for as long as an administrator wants them kept.
grant delete on exchange.message to yiwang_working;
create index message_settled_idx on exchange.message (settled_at) where settled_at is not null;
