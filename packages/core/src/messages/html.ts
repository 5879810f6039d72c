/** What an HTML mail is made from. */
export interface HtmlParts {
  /** BCP 47. */
  readonly language: string;
  readonly title: string;
  /** Plain text. Line breaks inside stay. */
  readonly paragraphs: readonly string[];
  /** Becomes a link where a paragraph names it; nothing else does. */
  readonly origin: string;
  /** Stands out where a paragraph names it. */
  readonly code?: string | undefined;
}

const PARAGRAPH = "margin:0 0 1em";
const LINK = "color:inherit";
/** Spaced by style, not by spaces: a screen reader and the clipboard take it in one piece, and one tap selects it. */
const CODE = "font-size:1.5em;letter-spacing:.1em;white-space:nowrap;-webkit-user-select:all;user-select:all";

/**
 * A small document, without tables, images or anything from elsewhere. It names no colours: dark clients bring their own
 * and need not guess which of ours to turn around. Language and direction stand on the block inside as well, for web
 * mail throws `html` and `body` away.
 */
export function htmlOf(parts: HtmlParts): string {
  const language = escapeHtml(parts.language);
  const paragraphs = parts.paragraphs.map((text) => `<p style="${PARAGRAPH}">${marked(text, parts)}</p>`);
  return [
    "<!doctype html>",
    `<html lang="${language}">`,
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">',
    // Without the second one, phones offer to call the code.
    '<meta name="color-scheme" content="light dark"><meta name="format-detection" content="telephone=no">',
    `<title>${escapeHtml(parts.title)}</title></head>`,
    '<body style="margin:0">',
    `<div lang="${language}" dir="auto" style="max-width:36em;margin:0 auto;padding:24px;font:16px/1.5 sans-serif">`,
    ...paragraphs,
    "</div></body></html>",
  ].join("\n");
}

/** Safe as text and between quotes. */
function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function marked(paragraph: string, { origin, code }: HtmlParts): string {
  // An origin that goes on, as `https://bank.example.org` does, is another one.
  const link = `${literally(origin)}(?=[.,;:!?)]*(?:\\s|$))`;
  const marks = code ? `${link}|(?<![\\p{L}\\p{N}])${literally(code)}(?![\\p{L}\\p{N}])` : link;
  // Splitting by a group leaves what it matched at the odd places.
  return paragraph
    .split(new RegExp(`(${marks})`, "u"))
    .map((piece, index) => {
      const text = escapeHtml(piece).replaceAll("\n", "<br>\n");
      if (index % 2 === 0) return text;
      return piece === origin
        ? `<a href="${text}" style="${LINK}">${text}</a>`
        : `<strong style="${CODE}">${text}</strong>`;
    })
    .join("");
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
