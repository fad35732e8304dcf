-- Replies: the threads with customers, who answers them, and what decides where they go. Times are epoch milliseconds.

create table inbox (
  id text primary key,
  name text not null unique,
  hours text,                         -- JSON, null: always open
  zone text not null,
  answer_within_ms integer,           -- a customer who waits longer is overdue
  waiting_max integer,                -- more waiting than this slows or holds outreaches that ask for it
  created_at integer not null
) without rowid;

-- What nothing else decides goes here; it cannot be deleted.
insert into inbox (id, name, zone, created_at) values ('inb_00000000000000000000000000', 'Inbox', 'UTC', 0);

create table skill (name text primary key, description text not null, created_at integer not null) without rowid;
create table topic (name text primary key, description text not null, created_at integer not null) without rowid;

create table agent (
  id text primary key,
  user_id text not null unique,       -- the token's id, or "bootstrap"
  name text not null unique,
  status text not null,               -- available, away, offline
  capacity integer not null,          -- open conversations they may hold
  skills text not null,               -- JSON array of names
  inboxes text not null,              -- JSON array of ids; empty: every inbox
  created_at integer not null
) without rowid;

create table rule (
  id text primary key,
  position integer not null,
  name text not null,
  enabled integer not null,
  rule_trigger text not null,         -- JSON
  condition text not null,            -- JSON tree
  actions text not null,              -- JSON array
  stop integer not null,
  created_at integer not null
) without rowid;

create table boost (id text primary key, boost_when text not null, size text not null, created_at integer not null) without rowid;

create table customer (
  id text primary key,
  name text,
  about text not null,
  variables text not null,            -- JSON, of the last list they were on
  created_at integer not null
) without rowid;

create table customer_address (
  channel text not null,
  address text not null,
  customer_id text not null references customer (id),
  primary key (channel, address)
) without rowid;

create index customer_address_customer on customer_address (customer_id);

-- One thread for each customer's address and sender of ours. Every change of one raises `version` by a statement that
-- fails the whole transaction where somebody else was faster (`version` is then set to null, which it may not be).
create table conversation (
  id text primary key,
  version integer not null,
  customer_id text not null references customer (id),
  channel text not null,
  address text not null,
  sender_id text not null,            -- '' where they wrote to no sender of ours
  status text not null,               -- open, closed
  inbox_id text not null references inbox (id),
  skill text,
  agent_id text references agent (id),
  topics text not null,               -- JSON array of names
  priority integer not null,          -- 0 low, 1 normal, 2 high, 3 urgent
  campaign_id text,                   -- the campaign their last message answers
  waiting_since integer,              -- they wait for an answer; null when the last word is ours
  due_at integer,
  fired text not null,                -- JSON array: due rules that ran for this `due_at`
  flag text,                          -- where a person should look again
  created_at integer not null,
  changed_at integer not null,
  closed_at integer,
  last_at integer not null,
  last_from text not null,            -- customer, us
  last_text text not null,            -- cut short
  said_version integer not null,      -- its version when something was last said in it, by them or by us
  unique (address, sender_id)
) without rowid;

create index conversation_changed on conversation (status, changed_at);
-- Who waits for an agent.
create index conversation_waiting on conversation (waiting_since)
  where status = 'open' and agent_id is null and waiting_since is not null;
create index conversation_agent on conversation (agent_id) where status = 'open' and agent_id is not null;
create index conversation_due on conversation (due_at) where status = 'open' and due_at is not null;
create index conversation_customer on conversation (customer_id);

-- Whatever was said. `id` is what makes it once: the provider's id of what came in, the recipient's id of what a campaign
-- sent, our own of all else.
create table message (
  id text primary key,
  conversation_id text not null references conversation (id),
  at integer not null,
  direction text not null,            -- in, out, note, event
  author_kind text not null,          -- customer, campaign, automatic, user
  author text not null,
  body text,                          -- null while a campaign's text was not asked for yet
  campaign_id text,                   -- of an `in`: the campaign it answers; of an `out`: the one that sent it
  kind text,                          -- of an `in`: stop, start, help, none
  certainty text,                     -- of an `in`: exact, likely
  status text,                        -- of an `out` of ours: queued, sending, accepted, delivered, read, undelivered, failed, unknown
  code text,
  provider_id text,
  claimed_at integer                  -- when it was last begun to be handed over or asked about
) without rowid;

create index message_thread on message (conversation_id, at);
-- What is still to be handed over or found out.
create index message_pending on message (claimed_at) where status in ('queued', 'sending', 'unknown');

create table draft (
  conversation_id text not null references conversation (id),
  user_id text not null,
  author text not null,
  body text not null,
  at integer not null,
  primary key (conversation_id, user_id)
) without rowid;

alter table sender add column inbox_id text not null default 'inb_00000000000000000000000000';
alter table sender add column skill text;
alter table sender add column topics text not null default '[]';

-- What was kept of inbound messages so far becomes threads: one customer, conversation and set of messages for each address
-- and sender. They are closed: nobody is known to wait.
insert into customer (id, name, about, variables, created_at)
select 'cus_' || lower(substr(hex(randomblob(13)), 1, 26)), null, address, '{}', min(at) from inbound group by address;
insert into customer_address (channel, address, customer_id) select 'sms', about, id from customer;
update customer set about = '';
insert into conversation (id, version, customer_id, channel, address, sender_id, status, inbox_id, topics, priority,
  campaign_id, fired, created_at, changed_at, closed_at, last_at, last_from, last_text, said_version)
select 'cnv_' || lower(substr(hex(randomblob(13)), 1, 26)), 1, a.customer_id, 'sms', i.address, i.sender_id, 'closed',
  'inb_00000000000000000000000000', '[]', 1, i.campaign_id, '[]', min(i.at), max(i.at), max(i.at), max(i.at), 'customer', substr(i.body, 1, 120), 1
from inbound i join customer_address a on a.address = i.address group by i.address, i.sender_id;
insert into message (id, conversation_id, at, direction, author_kind, author, body, campaign_id, kind, certainty)
select i.provider_id, c.id, i.at, 'in', 'customer', i.address, i.body, i.campaign_id, i.kind, i.certainty
from inbound i join conversation c on c.address = i.address and c.sender_id = i.sender_id;
drop table inbound;
