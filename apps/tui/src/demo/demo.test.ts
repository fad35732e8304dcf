import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CampaignCreate } from "@headsup/contract";
import { compileAnswer } from "@headsup/core/answer/template";
import { expect, test } from "vitest";
import { run } from "../program.ts";
import { testShell } from "../testShell.ts";
import { isBroken, judge } from "./judge.ts";
import { writeList } from "./lists.ts";
import { sandbox } from "./sandbox.ts";
import { answers, campaigns, senders, type TeamCampaign } from "./team.ts";

const file = (name: string) => join(import.meta.dirname, name);

/** How a list fares: its good rows, and what is wrong with the others. */
async function checked(path: string, ...flags: string[]) {
  const shell = testShell();
  await run(["recipients", "check", path, "--json", ...flags], shell);
  const rows = shell.said.out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return {
    good: rows.at(-1).good as number,
    bad: rows.filter(({ kind }) => kind === "problem").map(({ code }) => code),
  };
}

test("the example list has forty rows, four of them bad in ways of their own", async () => {
  const text = "Hi {{ first_name }}, your {{ plan }} plan renews on {{ renews_on }}.";
  expect(await checked(file("renewals.csv"), "--text", text)).toEqual({
    good: 36,
    bad: ["INVALID_ADDRESS", "DUPLICATE_ADDRESS", "UNKNOWN_TIME_ZONE", "EMPTY_ADDRESS"],
  });
});

test("the example list has an address for each channel: it serves an email, and a ladder that ends in one", async () => {
  const email = ["--subject", "Your {{ plan }} plan", "--text", "Hi {{ first_name }}."];
  expect((await checked(file("renewals.csv"), "--channel", "email", ...email)).good).toBe(36);
  expect((await checked(file("renewals.csv"), "--text", "Hi.", "--then", "email", ...email)).good).toBe(36);
});

test.each(["renewals.csv", "people.csv"])("%s has numbers of fiction only", (name) => {
  const digits = readFileSync(file(name), "utf8")
    .split(/[\r\n,;]/)
    .map((cell) => cell.replace(/\D/g, ""));
  expect(digits.filter((number) => number.length >= 10 && !/55501\d\d$/.test(number))).toEqual([]);
});

/** What a campaign says, as options of the command line. */
function saying({ text, content, fallbacks = [] }: TeamCampaign["settings"], folder: string): string[] {
  const said = ({ text, content }: Pick<TeamCampaign["settings"], "text" | "content">): string[] => {
    if (content === undefined) return ["--text", text ?? ""];
    const path = join(folder, `${content.channel}.json`);
    writeFileSync(path, JSON.stringify(content));
    return ["--content", path];
  };
  return [...said({ text, content }), ...fallbacks.flatMap((rung) => ["--then", rung.channel, ...said(rung)])];
}

test.each(campaigns)("the team's $settings.name is a campaign its list can be sent", async ({ settings, list }) => {
  const { channel, sender, fallbacks } = CampaignCreate.parse(settings);
  for (const rung of [{ channel, sender }, ...fallbacks])
    expect(senders.some((ours) => ours.channel === rung.channel && ours.address === rung.sender)).toBe(true);
  const { cwd } = testShell();
  const path = typeof list === "string" ? file(list) : writeList(cwd, list);
  const { good, bad } = await checked(path, "--channel", channel, ...saying(settings, cwd));
  const [rows, badRows] = typeof list === "string" ? [60, 5] : [list.people, list.bad?.length ?? 0];
  expect({ good, bad: bad.length }).toEqual({ good: rows, bad: badRows });
});

test("the team's answers compile, and those who reply are on the list that goes first", () => {
  for (const { text } of answers) expect(compileAnswer(text).ok).toBe(true);
  expect(Object.keys(sandbox.people)).toHaveLength(14);
});

test("A4 answers to those who reply are no campaign's: as many and as quick as they come, they break no promise", () => {
  const answer = (at: number) => ({
    kind: "create" as const,
    outcome: "accepted",
    statusCallback: "http://127.0.0.1:1/hooks/twilio/status/cnv_1/att_1",
    sid: `SM${at}`,
    to: "+1",
    at,
  });
  const log = Array.from({ length: 12 }, (_, at) => answer(at));
  const verdict = judge({ log: () => log } as unknown as Parameters<typeof judge>[0]);
  expect(verdict).toEqual({
    emails: 0,
    calls: 0,
    accepted: 0,
    people: 0,
    campaigns: 0,
    twice: 0,
    mostInSpan: 0,
    tooFast: 0,
  });
  expect(isBroken(verdict)).toBe(false);
});

test("A4 each campaign is judged by its own pace, and nobody may get one of its messages twice", () => {
  const create = (campaign: string, to: string, at: number) => ({
    kind: "create" as const,
    outcome: "accepted",
    statusCallback: `http://127.0.0.1:1/hooks/twilio/status/cmp_${campaign}/att_1`,
    sid: `SM${campaign}${to}${at}`,
    to,
    at,
  });
  const log = [create("a", "+1", 0), create("b", "+1", 1), create("a", "+2", 10), create("a", "+1", 99)];
  const carrier = { log: () => log } as unknown as Parameters<typeof judge>[0];
  const paces = new Map([["cmp_a", { count: 1, spanMs: 50 }]]);
  const seen = { emails: 0, calls: 0, accepted: 4, people: 2, campaigns: 2, twice: 1 };
  expect(judge(carrier, paces)).toEqual({ ...seen, mostInSpan: 2, tooFast: 1 });
  expect(judge(carrier)).toEqual({ ...seen, mostInSpan: 3, tooFast: 0 });
});

test("A4 who did not pick up and is called again was not contacted twice", () => {
  const call = (at: number) => ({
    kind: "create" as const,
    outcome: "accepted",
    statusCallback: `http://127.0.0.1:1/hooks/twilio/call/cmp_a/att_${at}`,
    sid: `CA${at}`,
    to: "+1",
    at,
  });
  const verdict = judge({ log: () => [call(0), call(1), call(2)] } as unknown as Parameters<typeof judge>[0]);
  expect(verdict).toMatchObject({ accepted: 0, people: 0, twice: 0 });
  expect(isBroken(verdict)).toBe(false);
});
