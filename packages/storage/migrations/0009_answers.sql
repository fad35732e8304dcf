-- An answer says the same on several channels and in several languages: a variant for each. What was stored before is a text
-- message, as nothing else could be sent.

create table answer_variant (
  answer_id text not null references answer (id) on delete cascade,
  channel text not null,
  language text not null,
  content text not null,              -- JSON, of its channel's form
  position integer not null,          -- order in which they were added; the first is what lists show
  primary key (answer_id, channel, language)
) without rowid;

insert into answer_variant (answer_id, channel, language, content, position)
select id, 'sms', language, json_object('channel', 'sms', 'text', text, 'media', json('[]')), 0 from answer;

alter table answer drop column channel;
alter table answer drop column language;
alter table answer drop column text;

-- What an account pays, as it was put in; without it the defaults stand.
create table price_list (
  id text primary key check (id = 'account'),
  prices text not null                -- JSON
) without rowid;
