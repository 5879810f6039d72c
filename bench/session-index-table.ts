import { commandsInWords } from "./redis-commands.ts";
import type { VerbFigures } from "./session-index.ts";

/** The figures as a table, and below it the largest store by the smaller ones. */
export function sessionIndexTable(figures: readonly VerbFigures[]): string {
  const lines = figures.map(({ verb, users, perSecond, p50, p99, commands }) =>
    row([
      verb,
      inGroups(users),
      inGroups(perSecond),
      `${p50.toFixed(2)} ms`,
      `${p99.toFixed(2)} ms`,
      commandsInWords(commands),
    ]),
  );
  const head = [
    row(["verb", "users", "calls/s", "p50", "p99", "Redis commands"]),
    row(["---", "--:", "--:", "--:", "--:", "---"]),
  ];
  return [...head, ...lines, "", ...ratios(figures)].join("\n");
}

function ratios(figures: readonly VerbFigures[]): readonly string[] {
  return [...new Set(figures.map(({ verb }) => verb))].flatMap((verb) => {
    const ofVerb = figures.filter((each) => each.verb === verb);
    const most = ofVerb.at(-1);
    return most ? ofVerb.slice(0, -1).map((fewer) => ratio(most, fewer)) : [];
  });
}

function ratio(most: VerbFigures, fewer: VerbFigures): string {
  const by = (of: (each: VerbFigures) => number): string => (of(most) / of(fewer)).toFixed(2);
  const [p50, p99, rate] = [by((each) => each.p50), by((each) => each.p99), by((each) => each.perSecond)];
  return `${most.verb}, ${inGroups(most.users)} users / ${inGroups(fewer.users)}: p50 ${p50}, p99 ${p99}, calls/s ${rate}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}

/** `100 000` */
function inGroups(value: number): string {
  return value.toFixed(0).replace(/\B(?=(\d{3})+$)/g, " ");
}
