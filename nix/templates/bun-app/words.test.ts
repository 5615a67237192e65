import { expect, test } from "bun:test";
import { count } from "./words";

test("words are what whitespace separates", () => {
  expect(count(" one  two\nthree ")).toBe(3);
  expect(count("")).toBe(0);
});
