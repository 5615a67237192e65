#!/usr/bin/env node
import { program } from "commander";
import { countWords } from "./words.js";

program
  .name("count-words")
  .argument("<words...>")
  .action((words: string[]) => console.log(countWords(words.join(" "))))
  .parse();
