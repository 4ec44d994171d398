// Texts that scripts show come from the page (translated there): <body data-word-…>, and a page's own on [data-words].
let own: HTMLElement | null = null;

export function word(name: string): string {
  const key = `word${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  // Looked for once: a grid asks for hundreds of words each time it is drawn.
  own ??= document.querySelector<HTMLElement>("[data-words]");
  return own?.dataset[key] ?? document.body.dataset[key] ?? name;
}

/** The sentence with its named places filled: fill("Referencia {reference}.", {reference: "7F3A"}). */
export function fill(sentence: string, values: Record<string, string | number>): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
