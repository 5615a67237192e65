import { program } from "commander";
import { count } from "./words";

program
  .name("bun-app")
  .argument("<text...>")
  .description("count the words of a text")
  .action((text: string[]) => console.log(count(text.join(" "))))
  .parse();
