/** A piece of HTML that is safe to send. */
export interface Html {
  readonly html: string;
}

/** A template that escapes everything which is not HTML already. */
export function html(strings: TemplateStringsArray, ...values: readonly unknown[]): Html {
  return { html: strings.map((text, index) => text + render(values[index])).join("") };
}

/** Markup that we made ourselves, such as a QR code. */
export function trusted(markup: string): Html {
  return { html: markup };
}

function render(value: unknown): string {
  if (value === undefined || value === null || value === false) return "";
  if (Array.isArray(value)) return value.map(render).join("");
  if (typeof value === "object" && "html" in value && typeof value.html === "string") return value.html;
  if (typeof value !== "string" && typeof value !== "number")
    throw new TypeError("a template takes text, numbers and HTML");
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
