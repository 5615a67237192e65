import { count } from "@words/words";

const text = document.querySelector("textarea");
const output = document.querySelector("output");
text.addEventListener("input", () => (output.value = count(text.value)));
