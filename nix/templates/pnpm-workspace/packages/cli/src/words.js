#!/usr/bin/env node
import { count } from "@words/words";
import { program } from "commander";

program
  .name("words")
  .argument("<text...>")
  .description("count the words of a text")
  .action((text) => console.log(count(text.join(" "))))
  .parse();
