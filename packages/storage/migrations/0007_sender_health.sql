-- How senders fare: what each campaign sent from them and what came of it, and who may not go on.

-- Totals since the campaign's launch as they stood in each ten minutes, but `repeated`, which is of those ten minutes alone.
create table sender_figures (
  sender_id text not null references sender (id),
  campaign_id text not null references campaign (id),
  at integer not null,                -- the beginning of the ten minutes, or when the sender was cleared within them
  sent integer not null,
  units integer not null,             -- what its ceiling counts
  failed integer not null,
  filtered integer not null,          -- by carriers
  refused integer not null,           -- for the sender's registration or verification
  repeated integer not null default 0,
  primary key (sender_id, campaign_id, at)
) without rowid;

create index sender_figures_at on sender_figures (at);

create table sender_health (
  sender_id text primary key references sender (id),
  since integer not null default 0,   -- what was before is judged no more: an admin cleared it then
  flagged_at integer,
  reason text,
  figures text                        -- JSON: as they were when it was flagged
) without rowid;

-- Opt-outs and complaints of the last day.
create index suppression_created on suppression (created_at);
