-- How many people of a campaign wrote back, and how many of them said stop: each person counted once. Raised in the
-- transaction that stores an inbound message, so that a list of campaigns shows them without reading the messages.

alter table campaign add column responded integer not null default 0;
alter table campaign add column opted_out integer not null default 0;

update campaign set responded = told.responded, opted_out = told.opted_out
from (
  select campaign_id, count(distinct address) as responded,
    count(distinct case when kind = 'stop' then address end) as opted_out
  from inbound where campaign_id is not null group by campaign_id
) as told
where campaign.id = told.campaign_id;

-- Figures of a span are read off the campaigns launched in it. Written once a campaign, when it is launched.
create index campaign_launched on campaign (launched_at) where launched_at is not null;
