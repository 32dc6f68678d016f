-- The rows of a case are written with it, by one function, in one transaction, and nobody may delete any. A reference from
-- each of them made PostgreSQL look the case up once more for every row: a tenth of its work for a command. Rows without
-- their case are now found by verify, together with everything else that is not as the log says. The reference to the kind
-- stays: kinds are removed by people.
alter table cases.action drop constraint action_case_id_fkey;
alter table cases.assignment drop constraint assignment_case_id_fkey;
alter table cases.content drop constraint content_case_id_fkey;
alter table cases.private drop constraint private_case_id_fkey;
alter table cases.private_key drop constraint private_key_case_id_fkey;
alter table cases.clock drop constraint clock_case_id_fkey;
