import { describe, expect, test } from "vitest";
import { checkMediaFacts, type MediaFacts } from "./media.ts";

const kilobyte = 1024;
const picture = (over: Partial<MediaFacts> = {}): MediaFacts => ({
  url: "https://example.com/a.png",
  type: "image/png",
  bytes: 200 * kilobyte,
  ...over,
});
const codes = (...media: MediaFacts[]) => checkMediaFacts(media).map(({ code, severity }) => `${severity} ${code}`);

describe("B8 pictures and files", () => {
  test("B8 a picture of up to 5 MB goes, and is fitted to the phone", () => {
    expect(codes(picture(), picture({ type: "image/jpeg", bytes: 4 * 1024 * kilobyte }))).toEqual([]);
  });

  test("B8 5 MB is for all of a message together", () => {
    const half = picture({ bytes: 2.6 * 1024 * kilobyte });
    expect(codes(half)).toEqual([]);
    expect(codes(half, half)).toEqual(["blocking media_too_large"]);
  });

  test("B8 another file goes as it is: above 600 KB carriers drop it", () => {
    expect(codes(picture({ type: "application/pdf", bytes: 600 * kilobyte }))).toEqual([]);
    expect(codes(picture({ type: "application/pdf", bytes: 601 * kilobyte }))).toEqual(["warning media_large"]);
  });

  test("B8 what the provider takes no file of, or what does not say what it is, is refused", () => {
    expect(codes(picture({ type: "text/html" }))).toEqual(["blocking media_type"]);
    expect(codes(picture({ type: null }))).toEqual(["blocking media_type"]);
  });

  test("B8 an unknown size is told", () =>
    expect(codes(picture({ bytes: null }))).toEqual(["note media_size_unknown"]));

  test("B8 a message takes ten", () =>
    expect(codes(...Array.from({ length: 11 }, () => picture()))).toEqual(["blocking media_too_many"]));
});
