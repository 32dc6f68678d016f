-- A history of versions says who published each and why. The name is the one at the time, as in the log of actions.
alter table cases.kind add column published_by_name text, add column reason text;
comment on column cases.kind.published_by_name is 'What that person was called then; null: the city''s own';
comment on column cases.kind.reason is 'Why it was published, in that person''s words';
alter table cases.routing add column published_by_name text, add column reason text;
comment on column cases.routing.published_by_name is 'What that person was called then; null: the city''s own';
comment on column cases.routing.reason is 'Why they were published, in that person''s words';
