-- The shared catalogue (D1). Times are epoch milliseconds. See docs/architecture.md for who may write what.

create table token (
  id text primary key,
  name text not null,
  role text not null,
  hash text not null unique,          -- SHA-256 of the secret, hex; the secret itself is shown once and kept nowhere
  created_at integer not null,
  created_by text not null,
  revoked_at integer
) without rowid;

create table agreement (
  version text primary key,
  accepted_at integer not null,
  accepted_by text not null
) without rowid;

create table sender (
  id text primary key,
  channel text not null,
  address text not null,
  name text not null,
  help_text text,
  polled_at integer,                  -- inbound messages up to here were asked of the provider
  created_at integer not null,
  unique (channel, address)
) without rowid;

create table answer (
  id text primary key,
  name text not null,
  channel text not null,
  language text not null,
  text text not null,
  created_at integer not null
) without rowid;

create table campaign (
  id text primary key,
  name text not null,
  description text not null,
  channel text not null,
  sender_id text not null references sender (id),
  language text not null,
  answer_id text references answer (id),
  text text not null,
  brand text not null,
  tags text not null,                 -- JSON array
  zone text not null,
  hours text,                         -- JSON, null: always open
  delivery_window text not null,      -- JSON
  pace text not null,                 -- JSON
  expires_at integer,
  opt_out_text text not null,
  created_at integer not null,
  created_by text not null,
  launch_requested_at integer,        -- set before the object is asked, so that a launch left half-way is driven on
  launch_requested_by text,
  -- Projection of the campaign object, written only by its outbox, in order of `projected_sequence`.
  status text not null default 'draft',
  status_reason text,
  counts text not null,               -- JSON
  next_wake_at integer,
  launched_at integer,
  completed_at integer,
  projected_sequence integer not null default 0
) without rowid;

create index campaign_wake on campaign (next_wake_at) where next_wake_at is not null;

create table suppression (
  address text not null,
  scope text not null,                -- topic, sender, channel, global
  scope_id text not null,             -- the topic, sender id or channel; '' for global
  reason text not null,
  created_at integer not null,
  primary key (address, scope, scope_id)
) without rowid;

create table address_fact (
  address text not null,
  fact text not null,                 -- not_textable
  code text not null,
  at integer not null,
  primary key (address, fact)
) without rowid;

create table last_contact (
  address text not null,
  sender_id text not null,
  campaign_id text not null,
  recipient_id text not null,
  at integer not null,
  primary key (address, sender_id)
) without rowid;

create table inbound (
  provider_id text primary key,
  at integer not null,
  sender_id text not null,
  sender_address text not null,
  address text not null,
  body text not null,
  kind text not null,                 -- stop, start, help, none
  certainty text not null,            -- exact, likely
  campaign_id text                    -- the last campaign that contacted this address from this sender
) without rowid;

create index inbound_address on inbound (address, at);

create table audit (
  id text primary key,
  at integer not null,
  actor text not null,
  action text not null,
  target text not null,
  detail text not null                -- JSON
) without rowid;

create table idempotency (
  token_id text not null,
  key text not null,
  request text not null,              -- SHA-256 of method, path and body
  status integer not null,
  response text not null,             -- JSON
  at integer not null,
  primary key (token_id, key)
) without rowid;
