-- Nobody but the owner has to do with it, and it stays so whatever is granted later.
alter table configuration.installation enable row level security;
