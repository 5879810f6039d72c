import { readText } from "./repository.ts";

export interface Fence {
  /** As written behind the backticks: `ts`, `sh`. */
  readonly language: string;
  readonly text: string;
  /** The line of the first line inside, from 1. */
  readonly line: number;
}

/** A Markdown file in three parts: its prose with the fences blanked out (lines keep their numbers), fences, anchors. */
export interface Markdown {
  readonly file: string;
  readonly prose: string;
  readonly fences: readonly Fence[];
  readonly anchors: ReadonlySet<string>;
  readonly headings: readonly string[];
}

export function parseMarkdown(file: string, text: string = readText(file)): Markdown {
  const { prose, fences } = splitFences(text);
  const headings = [...prose.matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, title = ""]) => title);
  const named = [...prose.matchAll(/<a (?:id|name)="([^"]+)"/g)].map(([, name = ""]) => name);
  return { file, prose, fences, headings, anchors: new Set([...slugs(headings), ...named]) };
}

/** Link targets of the prose, code left out: `[text](target)`, `[label]: target`, `href=""` and `src=""`. */
export function linksOf({ prose }: Markdown): readonly string[] {
  const text = prose.replace(/`[^`\n]*`/g, "``");
  const patterns = [/\]\(<?([^()\s>]+)>?(?: +"[^"]*")?\)/g, /^ {0,3}\[[^\]]+\]: *(\S+)/gm, /(?:href|src)="([^"]+)"/g];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, target = ""]) => target));
}

/** Every `` `piece of code` `` in the prose. */
export function codeIn({ prose }: Markdown): ReadonlySet<string> {
  return new Set([...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code));
}

function splitFences(text: string): Pick<Markdown, "prose" | "fences"> {
  const fences: Fence[] = [];
  const prose: string[] = [];
  let open: { mark: string; language: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const [, mark = "", language = ""] = /^ *(`{3,}|~{3,}) *([^\s`]*)/.exec(line) ?? [];
    const closes = open !== undefined && language === "" && mark.startsWith(open.mark);
    if (open && closes) fences.push({ language: open.language, text: open.lines.join("\n"), line: open.line });
    else if (open) open.lines.push(line);
    prose.push(open || mark ? "" : line);
    if (closes) open = undefined;
    else if (!open && mark) open = { mark, language, line: index + 2, lines: [] };
  }
  return { prose: prose.join("\n"), fences };
}

/** The anchors that GitHub gives to headings; the second of the same name ends in `-1`. */
function slugs(headings: readonly string[]): readonly string[] {
  const seen = new Map<string, number>();
  return headings.map((title) => {
    const plain = title.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/<[^>]+>/g, "");
    const slug = plain
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}\s_-]/gu, "")
      .replace(/\s/g, "-");
    const count = seen.get(slug) ?? 0;
    seen.set(slug, count + 1);
    return count === 0 ? slug : `${slug}-${count}`;
  });
}
