import { Card } from "@page/ui";
import { renderToStaticMarkup } from "react-dom/server";

const [title = "Page", ...words] = process.argv.slice(2);
console.log(
  renderToStaticMarkup(
    <Card title={title}>
      <p>{words.join(" ")}</p>
    </Card>,
  ),
);
