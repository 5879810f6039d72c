import { readFileSync } from "node:fs";
import type { Page } from "playwright-core";

const AXE = readFileSync(new URL("../../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");

/**
 * What keeps people out who can't see or use a mouse, as axe-core finds it: nothing is too small to count. It comes by
 * the debugger, as the content security policy of a page would not let it in.
 */
export function barriersOn(page: Page): Promise<readonly string[]> {
  return page.evaluate<string[]>(
    `${AXE};
     axe.run().then(({ violations }) =>
       violations.map(({ id, impact, nodes }) => impact + ", " + id + ": " + nodes.map((node) => node.html).join(" ")))`,
  );
}
