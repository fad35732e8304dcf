-- Messages of every channel: what an email or a picture message says besides its words.

alter table message add column subject text;                              -- of an email that came in
alter table message add column quoted text;                               -- what it repeats of earlier ones, folded away
alter table message add column media text not null default '[]';          -- JSON: address, type and name of each picture or file
alter table message add column thread text;                               -- JSON, of an email that came in: the message ids of its thread, its own last
alter table message add column is_automatic integer not null default 0;   -- a machine says of itself that it wrote it

alter table conversation add column subject text;                         -- of the customer's last email, without its Re:
