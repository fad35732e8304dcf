import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { janesNumber, jsonOf, openTestCarrier, ourNumber } from "./testCarrier.ts";
import published from "./testdata/twilioMessageSchemas.json" with { type: "json" };

const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
ajv.addSchema({ $id: "twilio", ...published });

/** The fields that break Twilio's published response schema, or that it does not name. */
function faultsOf(operation: keyof typeof published.operations, body: unknown): string[] {
  const validate = ajv.getSchema(`twilio#/operations/${operation}`)!;
  validate(body);
  return (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}
const fieldNames = Object.keys(published.components.schemas["api.v2010.account.message"].properties).sort();

test("create, fetch and list answer as Twilio's OpenAPI description says", async () => {
  const carrier = openTestCarrier({ settings: { people: { "+12025550102": "landline" } } });
  const form = { To: janesNumber, From: ourNumber, Body: "hello" };
  const created = await jsonOf(carrier.messages(".json", form));
  await carrier.messages(".json", { ...form, To: "+12025550102" });
  await carrier.messages(".json", { To: janesNumber, MessagingServiceSid: `MG${"a".repeat(32)}`, Body: "hello" });
  carrier.text({ from: janesNumber, to: ourNumber, body: "HELP" });
  await carrier.pass(60_000);

  expect(faultsOf("CreateMessage", created)).toEqual([]);
  expect(Object.keys(created).sort()).toEqual(fieldNames);
  expect(faultsOf("FetchMessage", await jsonOf(carrier.messages(`/${created.sid}.json`)))).toEqual([]);
  const page = await jsonOf(carrier.messages(".json?PageSize=3"));
  expect(faultsOf("ListMessage", page)).toEqual([]);
  expect(Object.keys(page).sort()).toEqual(Object.keys(published.operations.ListMessage.properties).sort());
  await carrier.close();
});

test("the schemas do catch a wrong answer", () => {
  expect(faultsOf("CreateMessage", { sid: "nonsense", status: "on its way" })).toEqual(
    expect.arrayContaining([expect.stringContaining("/sid"), expect.stringContaining("/status")]),
  );
});
