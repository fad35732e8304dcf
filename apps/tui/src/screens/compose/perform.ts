import { agreementVersion, type CampaignDetail } from "@headsup/contract";
import type { Host } from "../../app/screen.ts";
import { read } from "../../client/api.ts";
import { asCommandError, interrupted } from "../../failure.ts";
import { importPort } from "../../import/port.ts";
import { importFile } from "../../import/upload.ts";
import { count } from "../../terminal/text.ts";
import { ownZone } from "../../terminal/times.ts";
import type { Sample } from "./composed.ts";
import { changeOf, creationOf, isOtherCampaign, listTimes, timesChange } from "./draft.ts";
import { checkList, guessedReading, listOf, withList } from "./outside/check.ts";
import { costOfAll } from "./outside/cost.ts";
import { findDuplicates, haltDuplicates } from "./outside/duplicates.ts";
import { readFolder } from "./outside/files.ts";
import { forgetKept, readKept, writeKept } from "./outside/keep.ts";
import type { WizardAsk, WizardEvent } from "./state.ts";

type WizardHost = Host<WizardEvent>;
type Ask<K extends WizardAsk["ask"]> = Extract<WizardAsk, { ask: K }>;

/** How long nothing is typed before a draft is saved. */
const restMs = 400;
const peoplePage = 100;
/** Campaigns whose names a suggested one is held against. */
const namesMax = 100;
/** People whose messages are measured; of more the whole is estimated. */
const measuredMax = 300;

/** What can be halted of a screen that is open. */
const halts = new WeakMap<AbortSignal, AbortController>();

export async function performWizard(ask: WizardAsk, host: WizardHost): Promise<void> {
  const { api, shell, emit, signal, connection } = host;
  switch (ask.ask) {
    case "open":
      return open(ask, host);
    case "rest":
      await shell.wait(restMs, signal).catch(() => {});
      emit({ type: "rested", revision: ask.revision });
      return;
    case "save":
      return save(ask, host);
    case "keep":
      writeKept(shell, { ...ask.kept, url: connection.url, at: shell.now() });
      return;
    case "forget":
      forgetKept(shell, connection.url);
      return;
    case "discard":
      await api.v1.campaigns[":id"].$delete({ param: { id: ask.id } });
      forgetKept(shell, connection.url);
      emit({ type: "discarded" });
      return;
    case "addSender": {
      const json = { channel: ask.channel, address: ask.address, name: ask.name };
      emit({ type: "sender", sender: await read(api.v1.senders.$post({ header: {}, json })) });
      return;
    }
    case "refresh":
      return refresh(host, ask.id);
    case "look":
      return look(ask, host);
    case "check":
      return check(ask, host);
    case "import":
      return bring(ask, host);
    case "halt":
      halts.get(signal)?.abort(interrupted());
      return;
    case "removeList":
      await removeList(host, ask);
      emit({ type: "removed" });
      return refresh(host, ask.id);
    case "forecast": {
      const forecast = await readForecast(host, ask.id);
      emit({ type: "forecast", forecast });
      return;
    }
    case "preview": {
      const [preview, agents, forecast] = await Promise.all([
        read(api.v1.campaigns[":id"].preview.$get({ param: { id: ask.id } })),
        read(api.v1.agents.$get()),
        readForecast(host, ask.id),
      ]);
      emit({ type: "preview", preview, agents: agents.items, forecast });
      return;
    }
    case "people": {
      const cursor = ask.cursor === null ? {} : { cursor: ask.cursor };
      const query = { limit: String(peoplePage), ...cursor };
      const { items, next } = await read(api.v1.campaigns[":id"].recipients.$get({ param: { id: ask.id }, query }));
      emit({ type: "people", people: items, next });
      return;
    }
    case "find": {
      const query = { limit: "1", search: ask.text };
      const { items } = await read(api.v1.campaigns[":id"].recipients.$get({ param: { id: ask.id }, query }));
      emit({ type: "found", text: ask.text, person: items[0] ?? null });
      return;
    }
    case "duplicates":
      return findDuplicates(ask, host);
    case "haltDuplicates":
      haltDuplicates(signal);
      return;
    case "cost":
      return cost(ask, host);
    case "accept":
      await read(api.v1.agreement.$post({ json: { version: agreementVersion } }));
      emit({ type: "accepted" });
      return;
    case "launch": {
      const header = { "idempotency-key": ask.key };
      const json = {
        consent: true as const,
        ...(ask.duplicates === null ? {} : { duplicates: ask.duplicates }),
        ...(ask.override === null ? {} : { override: { reason: ask.override } }),
      };
      const campaign = await read(api.v1.campaigns[":id"].launch.$post({ param: { id: ask.id }, header, json }));
      emit({ type: "launched", campaign });
    }
  }
}

async function open({ id }: Ask<"open">, host: WizardHost): Promise<void> {
  const { api, shell, emit, connection } = host;
  const [senders, answers, skills, prices, campaigns, campaign, sample] = await Promise.all([
    read(api.v1.senders.$get()),
    read(api.v1.answers.$get()),
    read(api.v1.skills.$get()),
    read(api.v1.prices.$get()),
    read(api.v1.campaigns.$get({ query: { limit: String(namesMax) } })),
    id === null ? null : read(api.v1.campaigns[":id"].$get({ param: { id } })),
    id === null ? null : firstPerson(host, id),
  ]);
  const kept = readKept(shell, connection.url);
  const isOurs = kept !== null && (id === null || kept.id === id);
  emit({
    type: "opened",
    senders: senders.items,
    answers: answers.items,
    skills: skills.items,
    prices,
    campaign,
    sample,
    kept: isOurs ? kept : null,
    names: campaigns.items.map(({ name }) => name),
    key: shell.newKey(),
    zone: ownZone(),
  });
}

async function firstPerson({ api }: WizardHost, id: string): Promise<Sample | null> {
  const { items } = await read(api.v1.campaigns[":id"].recipients.$get({ param: { id }, query: { limit: "1" } }));
  const [first] = items;
  return first ?? null;
}

const detailOf = ({ api }: WizardHost, id: string): Promise<CampaignDetail> =>
  read(api.v1.campaigns[":id"].$get({ param: { id } }));

async function save({ id, key, draft, saved }: Ask<"save">, host: WizardHost): Promise<void> {
  const { api, emit } = host;
  if (id === null || saved === null) {
    const made = await read(api.v1.campaigns.$post({ header: { "idempotency-key": key }, json: creationOf(draft) }));
    // A new campaign has no list whose times could be set: those of the draft go with its first list.
    emit({ type: "saved", draft, campaign: await detailOf(host, made.id) });
    return;
  }
  if (isOtherCampaign(saved, draft)) {
    // Made first and under a name of its own: whatever fails, there is a draft, and asked for again it is the same one.
    const header = { "idempotency-key": `${key}:instead:${id}` };
    const made = await read(api.v1.campaigns.$post({ header, json: creationOf(draft) }));
    await api.v1.campaigns[":id"].$delete({ param: { id } });
    emit({ type: "saved", draft, campaign: await detailOf(host, made.id) });
    return;
  }
  const json = changeOf(saved, draft);
  if (json !== null) await read(api.v1.campaigns[":id"].$patch({ param: { id }, json }));
  const times = timesChange(saved, draft);
  const before = await detailOf(host, id);
  if (times === null) {
    emit({ type: "saved", draft, campaign: before });
    return;
  }
  for (const { id: list } of before.outreaches)
    await read(api.v1.campaigns[":id"].lists[":list"].$patch({ param: { id, list }, json: times }));
  emit({ type: "saved", draft, campaign: await detailOf(host, id) });
}

async function refresh(host: WizardHost, id: string): Promise<void> {
  const [campaign, sample] = await Promise.all([detailOf(host, id), firstPerson(host, id)]);
  host.emit({ type: "campaign", campaign, sample });
}

async function look({ folder }: Ask<"look">, { shell, emit }: WizardHost): Promise<void> {
  try {
    emit({ type: "folder", asked: folder, ...(await readFolder(shell, folder)) });
  } catch (error) {
    emit({ type: "noFolder", asked: folder, message: asCommandError(error).message });
  }
}

async function check(
  { serial, source, reading, draft, known }: Ask<"check">,
  { shell, emit, signal }: WizardHost,
): Promise<void> {
  const of = listOf(draft, known);
  const guessed = await withList(shell, source, reading, of, async (file) => guessedReading(file, reading, of));
  const onProgress = (progress: { rows: number; bad: number; done: number }) =>
    emit({ type: "checking", serial, ...progress });
  const checked = await withList(shell, source, guessed, of, (file) =>
    checkList(file, { reading: guessed, draft, known, signal, onProgress }),
  );
  emit({ type: "checked", serial, checked });
}

async function bring(ask: Ask<"import">, host: WizardHost): Promise<void> {
  const { api, shell, emit } = host;
  const { id, source, reading, draft, known, replaces } = ask;
  const halt = new AbortController();
  halts.set(host.signal, halt);
  const signal = AbortSignal.any([host.signal, halt.signal]);
  try {
    await withList(shell, source, reading, listOf(draft, known), async (file) => {
      if (replaces !== null) await removeList(host, { id, list: replaces });
      const { list, isRepeat } = await importFile(importPort({ api, shell, signal }, id), {
        file,
        name: source.name,
        ...listTimes(draft),
        onProgress: (progress) => emit({ type: "importing", ...progress }),
      });
      const figures = `${count(list.recipients, "person is", "people are")} in, ${count(list.problems, "bad row")}`;
      const note = isRepeat ? `${list.name} was in already: nobody was added.` : `${figures}.`;
      emit({ type: "imported", list: list.id, people: list.recipients, note, draft });
    });
  } catch (error) {
    throw halt.signal.aborted ? interrupted() : error;
  }
}

async function removeList({ api }: WizardHost, { id, list }: { id: string; list: string }): Promise<void> {
  await api.v1.campaigns[":id"].lists[":list"].$delete({ param: { id, list } });
}

async function readForecast({ api, setClock }: WizardHost, id: string) {
  const forecast = await read(api.v1.campaigns[":id"].forecast.$get({ param: { id }, query: {} }));
  setClock(forecast.from);
  return forecast;
}

/** What all messages come to, together, if each is delivered on the first rung that can reach its person. */
async function cost({ id, draft, known }: Ask<"cost">, { api, emit, signal }: WizardHost): Promise<void> {
  const query = { limit: String(measuredMax) };
  const { items, next } = await read(api.v1.campaigns[":id"].recipients.$get({ param: { id }, query }));
  const total =
    next === null ? items.length : (await read(api.v1.campaigns[":id"].$get({ param: { id } }))).counts.total;
  const sum = await costOfAll(draft, known, items, signal);
  if (sum === null || items.length === 0) return;
  const share = total / items.length;
  const whole = { segments: Math.round(sum.segments * share), micro: Math.round(sum.micro * share) };
  emit({ type: "cost", ...whole, currency: known.prices.currency, isExact: next === null });
}
