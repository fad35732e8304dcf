-- Calls, as their webhooks tell of them: what a call that is over came to is decided from here.
create table call (
  id text primary key,                -- the provider's
  owner_id text not null,             -- the campaign; '' of who called us
  attempt_id text not null,
  address text not null,              -- theirs, whoever called
  answered_by text,                   -- human, machine, fax; null: not told
  reach integer not null,             -- how much was said: 0 nothing, 1 the beginning, 2 all, 3 all of it to a machine
  ended text,                         -- completed, busy, no_answer, failed, canceled; null: under way
  created_at integer not null
) without rowid;
-- How often a line was called lately.
create index call_address on call (address, created_at);

-- Where who asks for this inbox on a call is connected to; null: somebody calls back.
alter table inbox add column phone text;
