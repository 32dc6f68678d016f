-- A request says what happened and reads nothing back; the streams, which choose for each person what they may hear, read
-- as the server itself.
alter table events.outbox enable row level security;
create policy said on events.outbox for insert to yiwang_serving with check (true);
create policy streamed on events.outbox for select to yiwang_serving using ((select http.may('server')));
create policy worked on events.outbox to yiwang_working using (true);

alter table events.published enable row level security;
create policy streamed on events.published for select to yiwang_serving using ((select http.may('server')));
create policy worked on events.published to yiwang_working using (true);
