import { limits } from "@headsup/contract";
import { type ApiWorld, apiWorld, expectStatus } from "@headsup/testkit";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

let world: ApiWorld;
beforeEach(async () => {
  world = await apiWorld();
});
afterEach(() => world.close());

const sms = (text: string) => ({ channel: "sms", text });
const email = { channel: "email", subject: "For {{ name }}", text: "Your order is late." };

const post = async (body: Record<string, unknown>, status = 201) =>
  expectStatus(await world.call("POST", "/v1/answers", { body }), status).json;
const put = (id: string, place: string, content: unknown) =>
  world.call("PUT", `/v1/answers/${id}/variants/${place}`, { body: { content } });
const audits = async (): Promise<string[]> =>
  expectStatus(await world.call("GET", "/v1/audit"), 200).json.items.map(({ action }: { action: string }) => action);

describe("B1 an answer says the same on several channels and in several languages", () => {
  test("B1 it is stored with all its variants, and shown with what any of them uses", async () => {
    const variants = [
      { language: "en", content: sms("Hi {{ first_name }}") },
      { language: "fr", content: sms("Bonjour {{ prenom }}") },
      { language: "en", content: email },
    ];
    const made = await post({ name: "Late", variants });
    expect(made).toMatchObject({
      name: "Late",
      channel: "sms",
      language: "en",
      text: "Hi {{ first_name }}",
      variables: ["first_name", "prenom", "name"],
      variants: [{ content: { media: [] } }, { language: "fr" }, { content: email }],
    });
    expect((await world.call("GET", `/v1/answers/${made.id}`)).json).toEqual(made);
    expect((await world.call("GET", "/v1/answers")).json).toEqual({ items: [made], next: null });
  });

  test("B1 for one text message its text will do", async () =>
    expect(await post({ name: "Late", language: "de", text: "Zu spät" })).toMatchObject({
      variants: [{ language: "de", content: { channel: "sms", text: "Zu spät", media: [] } }],
    }));

  test.each([
    ["neither text nor variants", {}, "invalid_request"],
    ["both", { text: "a", variants: [{ language: "en", content: sms("b") }] }, "invalid_request"],
    [
      "two for one channel and language",
      {
        variants: [
          { language: "en", content: sms("a") },
          { language: "en", content: sms("b") },
        ],
      },
      "invalid_request",
    ],
    [
      "a template that does not compile",
      { variants: [{ language: "fr", content: sms("{{ a.b }}") }] },
      "invalid_template",
    ],
  ])("B1 %s is refused, and nothing is stored", async (_, body, code) => {
    expect((await post({ name: "Late", ...body }, 400)).error.code).toBe(code);
    expect((await world.call("GET", "/v1/answers")).json.items).toEqual([]);
  });

  test("B1 a refused template names channel, language and field", async () => {
    const body = { name: "Late", variants: [{ language: "fr", content: { ...email, subject: "{{ a" } }] };
    expect((await post(body, 400)).error).toMatchObject({
      message: expect.stringContaining("subject (email, fr)"),
      details: [{ channel: "email", language: "fr", field: "subject" }],
    });
  });
});

describe("B1 variants are put and taken away", () => {
  test("B1 one is added after the others, or put in its place", async () => {
    const { id } = await post({ name: "Late", text: "Late." });
    expectStatus(await put(id, "sms/fr", sms("En retard.")), 200);
    const { json } = await put(id, "sms/en", sms("A little late."));
    expect(json.variants.map(({ content }: { content: { text: string } }) => content.text)).toEqual([
      "A little late.",
      "En retard.",
    ]);
    expect((await world.call("GET", `/v1/answers/${id}`)).json).toEqual(json);
    // Within one millisecond they are in no order.
    expect((await audits()).sort()).toEqual(["answer.create", "answer.variant.put", "answer.variant.put"]);
  });

  test("B1 the last one stays, however many ask at once", async () => {
    const { id } = await post({ name: "Late", text: "Late." });
    expectStatus(await put(id, "sms/fr", sms("En retard.")), 200);
    const gone = await Promise.all(
      ["en", "fr"].map((language) => world.call("DELETE", `/v1/answers/${id}/variants/sms/${language}`)),
    );
    expect(gone.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await world.call("GET", `/v1/answers/${id}`)).json.variants).toHaveLength(1);
  });

  test("B1 what is not there is said to be not there, and what does not fit is refused", async () => {
    const { id } = await post({ name: "Late", text: "Late." });
    const nobody = `${id.slice(0, -1)}${id.endsWith("0") ? "1" : "0"}`;
    expect((await world.call("DELETE", `/v1/answers/${id}/variants/sms/fr`)).status).toBe(404);
    expect((await put(nobody, "sms/fr", sms("x"))).status).toBe(404);
    expect((await world.call("GET", `/v1/answers/${nobody}`)).status).toBe(404);
    expect((await put(id, "email/en", sms("x"))).status).toBe(400);
    expect((await put(id, "sms/en", sms("{{ a.b }}"))).json.error.code).toBe("invalid_template");
    expect((await world.call("GET", `/v1/answers/${id}`)).json.text).toBe("Late.");
  });

  test("B1 an answer has no more variants than its limit, and each of them can still be changed", async () => {
    const letters = [..."abcdefghij"];
    const languages = letters.flatMap((a) => letters.map((b) => `${a}${b}`)).slice(0, limits.variantsMax);
    const variants = languages.map((language) => ({ language, content: sms("Late.") }));
    const { id } = await post({ name: "Late", variants });
    expect((await put(id, "email/en", email)).json.error.code).toBe("limit_reached");
    expectStatus(await put(id, `sms/${languages[0]}`, sms("Later.")), 200);
  });

  test("B1 it is renamed, and the audit says by whom", async () => {
    const { id } = await post({ name: "Late", text: "Late." });
    expect((await world.call("PATCH", `/v1/answers/${id}`, { body: { name: "Delay" } })).json.name).toBe("Delay");
    expect(await audits()).toContain("answer.rename");
  });
});

test("B4 costs are reckoned by a list price until the account's own is put in, by an admin", async () => {
  const usual = (await world.call("GET", "/v1/prices")).json;
  expect(usual).toMatchObject({ currency: "USD", source: expect.stringContaining("United States") });
  const own = {
    ...usual,
    currency: "EUR",
    source: "Our contract of May",
    sms: { ...usual.sms, byPrefix: { "+44": 1 } },
  };
  expect((await world.call("PUT", "/v1/prices", { body: own })).json).toEqual(own);
  expectStatus(await world.call("PUT", "/v1/prices", { body: { ...own, source: "Our contract of June" } }), 200);
  expect((await world.call("GET", "/v1/prices")).json).toMatchObject({
    currency: "EUR",
    source: "Our contract of June",
  });
  const wrong = { ...own, sms: { ...own.sms, byPrefix: { "44": 1 } } };
  expect((await world.call("PUT", "/v1/prices", { body: wrong })).status).toBe(400);
});
