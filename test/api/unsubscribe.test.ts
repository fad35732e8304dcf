import { type ApiWorld, apiWorld, directoryFor, expectStatus } from "@headsup/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/** Two notices in a mailbox: from one sender and another. */

const address = "ada@example.com";
const ownerId = `cmp_${"1".repeat(26)}`;

let world: ApiWorld;
let senderId: string;

const createSender = async (from: string, name: string): Promise<string> =>
  expectStatus(await world.call("POST", "/v1/senders", { body: { channel: "email", address: from, name } }), 201).json
    .id;

beforeEach(async () => {
  world = await apiWorld();
  senderId = await createSender("notices@acme.example", "Acme <Energy>");
});
afterEach(() => world.close());

const pathOf = (over: Partial<{ address: string; senderId: string }> = {}): string =>
  new URL(world.services.email.links.urlFor({ address, ownerId, senderId, ...over })).pathname;
const get = (path: string) => world.call("GET", path, { token: null });
const post = (path: string, body: string, type = "application/x-www-form-urlencoded") =>
  world.call("POST", path, { token: null, headers: { "content-type": type }, body });
const suppressions = () => world.rows("select address, scope, scope_id, reason from suppression");
const oneClick = "List-Unsubscribe=One-Click";

describe("E4 who may be written to is said by a button, not by a visit", () => {
  test("E4 a scanner's GET unsubscribes nobody, however often, and finds no link that would", async () => {
    for (let i = 0; i < 3; i++) {
      const page = await get(pathOf());
      expect(page.status).toBe(200);
      expect(page.text).toContain("Acme &lt;Energy&gt; sends service notices to ada@example.com.");
      expect(page.text).toMatch(/<form method="post"><button name="do" value="stop">Unsubscribe<\/button><\/form>/);
      expect(page.text).not.toMatch(/<(?:a|script|img|link)\b|http-equiv/);
    }
    expect((await world.call("HEAD", pathOf(), { token: null })).status).toBe(200);
    expect(suppressions()).toEqual([]);
  });

  test("E4 one click of a mail program ends it, and again changes nothing", async () => {
    for (let i = 0; i < 2; i++) expect((await post(pathOf(), oneClick)).status).toBe(200);
    expect(suppressions()).toEqual([{ address, scope: "sender", scope_id: senderId, reason: "unsubscribe" }]);
  });

  test("E4 one click may come as a form of parts, as RFC 8058 has it", async () => {
    const body = '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n';
    expect((await post(pathOf(), body, "multipart/form-data; boundary=b")).status).toBe(200);
    expect(suppressions()).toHaveLength(1);
  });

  test("E4 the button does the same, and the page after it has one to come back", async () => {
    expect((await post(pathOf(), "do=stop")).text).toMatch(/You are unsubscribed<[\s\S]*value="come_back"/);
    expect((await get(pathOf())).text).toContain("You are unsubscribed already");
    expect(suppressions()).toHaveLength(1);
    expect((await post(pathOf(), "do=come_back")).text).toMatch(/You are subscribed again<[\s\S]*value="stop"/);
    expect(suppressions()).toEqual([]);
    expect((await get(pathOf())).text).toContain("Unsubscribe?");
  });

  test("E4 coming back lifts what they said themselves, not what an agent or their server said", async () => {
    await world.call("POST", "/v1/suppressions", { body: { address, reason: "asked an agent" } });
    const before = suppressions();
    await post(pathOf(), "do=come_back");
    expect(suppressions()).toEqual(before);
  });

  test("E4 a stop is of this sender; where stop is for everything, of everything", async () => {
    const other = await createSender("billing@acme.example", "Billing");
    await post(pathOf({ senderId: other }), oneClick);
    expect(suppressions()).toMatchObject([{ scope: "sender", scope_id: other }]);

    const global = await apiWorld({ stopScope: "global" });
    await global.call("POST", pathOf(), { token: null, body: oneClick, headers: { "content-type": "text/plain" } });
    expect(global.rows("select scope from suppression")).toEqual([{ scope: "global" }]);
    await global.close();
  });
});

describe("E4 the link", () => {
  test.each([
    ["cut short", (path: string) => path.slice(0, -3)],
    ["changed in a letter", (path: string) => `${path.slice(0, 14)}${path[14] === "A" ? "B" : "A"}${path.slice(15)}`],
    ["made up", () => "/u/1.abcd.YWRhQHgub3JnCmEKYg.AAAAAAAAAAAAAAAAAAAAAA"],
    ["of another version", (path: string) => path.replace("/u/1.", "/u/2.")],
    ["endless", (path: string) => path + "A".repeat(5_000)],
  ])("E4 that was %s does nothing, and says what to do instead", async (_, change) => {
    const path = change(pathOf());
    for (const page of [await get(path), await post(path, oneClick)]) {
      expect(page.status).toBe(404);
      expect(page.text).toContain("reply to that email with the word STOP");
    }
    expect(suppressions()).toEqual([]);
  });

  test("E4 for one person's link nobody else's can be made of it", () => {
    const [, version, id, , mark] = /^\/u\/(\d)\.(\w+)\.([\w-]+)\.([\w-]+)$/.exec(pathOf()) ?? [];
    const payload = btoa(`bob@example.com\n${ownerId}\n${senderId}`).replace(/=+$/, "");
    expect(world.services.email.links.read(`${version}.${id}.${payload}.${mark}`)).toBeNull();
  });

  test("E4 a page of it is kept nowhere, found by no search, and loads nothing", async () => {
    const { headers } = await get(pathOf());
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-robots-tag")).toBe("noindex");
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  test("E4 one click while the catalogue is down counts at once, and is their sender's once it is back", async () => {
    const body = { name: "Readings", channel: "email", sender: "notices@acme.example" };
    const content = { channel: "email", subject: "Your meter", text: "When can we come?" };
    const id = expectStatus(await world.call("POST", "/v1/campaigns", { body: { ...body, content } }), 201).json.id;
    const path = new URL(world.services.email.links.urlFor({ address, ownerId: id, senderId })).pathname;
    world.troubles.isCatalogueDown = true;
    for (let i = 0; i < 2; i++) expect((await post(path, oneClick)).text).toContain("You are unsubscribed<");
    world.troubles.isCatalogueDown = false;
    const heeds = { openConversations: false, contactsSince: null, replies: false };
    const asked = { campaignId: id, addresses: [address], senders: [], heeds };
    expect(await directoryFor(world.services).standings(asked)).toMatchObject([{ address, suppressed: "reply" }]);
    await world.cron();
    expect(suppressions()).toEqual([{ address, scope: "sender", scope_id: senderId, reason: "reply" }]);
    expect(world.rows("select status from conversation")).toEqual([{ status: "closed" }]);
    expect((await post(path, "do=come_back")).text).toContain("You are subscribed again");
    expect(suppressions()).toEqual([]);
  });

  test("E4 while neither the catalogue nor the journal answers they are told so, and how to stop without it", async () => {
    world.troubles.isCatalogueDown = true;
    world.troubles.isJournalDown = true;
    for (const body of [oneClick, "do=come_back"]) {
      const page = await post(pathOf(), body);
      expect([page.status, page.headers.get("retry-after")]).toEqual([503, "60"]);
      expect(page.text).toContain("reply to the email with the word STOP");
    }
    world.troubles.isCatalogueDown = false;
    expect(suppressions()).toEqual([]);
  });

  test("E4 the log names neither token nor address", async () => {
    await post(pathOf(), oneClick);
    const told = JSON.stringify(world.logs);
    expect(told).toContain("unsubscribed");
    expect(told).not.toContain("ada@example.com");
    expect(told).not.toContain(pathOf().slice(3));
  });
});
