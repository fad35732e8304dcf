-- Every addressed channel: what a campaign says in all its languages, the rungs after its first, what a sender is.

-- [{ language, content }, …]: contract `Localised`; the campaign's own language first.
alter table campaign add column contents text not null default '[]';
update campaign set contents = json_array(json_object('language', language,
  'content', json_object('channel', 'sms', 'text', text, 'media', json('[]'))));

-- [{ channel, sender: { id, address }, answer, contents, afterMs }, …]: contract `Fallback`.
alter table campaign add column fallbacks text not null default '[]';

-- The inbox its replies go to, where it is not its sender's.
alter table campaign add column own_inbox_id text;

-- long_code, toll_free, short_code, whatsapp, email, voice.
alter table sender add column type text not null default 'long_code';
-- Units a second, where it is not what its type usually lets through.
alter table sender add column per_second real;
