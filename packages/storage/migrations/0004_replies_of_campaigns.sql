-- What a campaign asks of replies, and what it heeds of the inbox it feeds.

alter table campaign add column kind text not null default 'campaign';          -- campaign, single
alter table campaign add column skill text;
alter table campaign add column look_back_ms integer not null default 2592000000;
alter table campaign add column look_back_routes text not null default 'opening';  -- opening, all
alter table campaign add column open_conversation text not null default 'send'; -- skip, hold, send
alter table campaign add column back_pressure text not null default 'off';      -- off, slow, hold
alter table campaign add column replies text not null default 'open';           -- open, encourage, discourage
alter table campaign add column reply_line text not null default '';
alter table campaign add column duplicates text;                                -- JSON, chosen at launch
alter table campaign add column pressure text;                                  -- JSON, projected: why it is slowed or held

-- Who is told of campaigns, and what is still to be told.
create table webhook (
  id text primary key,
  url text not null,
  description text not null,
  secret text not null,
  created_at integer not null,
  last_outcome text,
  last_at integer
) without rowid;

create table notice (
  id text primary key,
  webhook_id text not null references webhook (id) on delete cascade,
  body text not null,                 -- JSON as posted
  at integer not null,
  attempts integer not null,
  due_at integer not null
) without rowid;

create index notice_due on notice (due_at);
