-- A campaign's next wake changes with every batch, and each index on it is a further row written. The day it is in changes
-- once a day: cron finds by it who may be overdue.
alter table campaign add column wake_day integer;   -- days since the epoch
update campaign set wake_day = next_wake_at / 86400000;
drop index campaign_wake;
create index campaign_wake_day on campaign (wake_day) where wake_day is not null;
