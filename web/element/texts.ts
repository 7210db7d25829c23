// What <leann-search> says to visitors, in the language that its page gives it.

/** A text for each plural form of the language that it needs, as `Intl.PluralRules` names them. */
export type CountedText = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** `{query}` stands for what was searched for, `{count}`, `{size}` and `{share}` for numbers. */
export interface SearchTexts {
  /** In the empty field, if there is no attribute `placeholder`. */
  placeholder: string;
  /** On the button that opens the dialog. */
  button: string;
  /** On the button that closes it. */
  close: string;
  /** While index and model are fetched. */
  loading: string;
  /** While only words have been looked for. */
  words: string;
  /** On the button that has the model loaded, which takes `{size}` megabytes; while it is not wanted by itself. */
  better: string;
  /** While it is loaded, `{share}` of it. */
  bettering: string;
  /** How many documents were found. */
  results: string | CountedText;
  /** Above answers that are hardly any. */
  weak: string;
  nothing: string;
  offline: string;
  /** Whatever else went wrong; the console says what. */
  failed: string;
  retry: string;
}

export const USUAL_TEXTS: Readonly<SearchTexts> = {
  placeholder: 'Search',
  button: 'Search',
  close: 'Close',
  loading: 'Getting the search ready…',
  words: 'Showing matches of words…',
  better: 'Better answers ({size} MB)',
  bettering: 'Getting better answers… {share}',
  results: { one: '{count} result', other: '{count} results' },
  weak: 'No good match for “{query}”. The nearest:',
  nothing: 'Nothing found for “{query}”',
  offline: 'You are offline, and this answer is not on your device.',
  failed: 'The search does not work at the moment.',
  retry: 'Try again',
};

/** The usual texts with those given in their place. What is none of them is told on the console and left out. */
export function textsWith(given: object): SearchTexts {
  const texts = { ...USUAL_TEXTS };
  for (const [name, text] of Object.entries(given)) {
    if (isText(name, text)) Object.assign(texts, { [name]: text });
    else console.warn(`leann: cannot use the translation ${name}: it is no text of <leann-search>`);
  }
  return texts;
}

/** The texts of an attribute: a JSON object. None if it is something else, which the console tells. */
export function textsOfAttribute(json: string | null): Partial<SearchTexts> {
  if (json === null) return {};
  try {
    const given: unknown = JSON.parse(json);
    if (typeof given === 'object' && given !== null) return given;
  } catch {
    // Told below.
  }
  console.warn(`leann: cannot use translations ${json}: they have to be a JSON object`);
  return {};
}

/** A text with what it speaks of; each is filled in once, whatever it says itself. */
export function filled(text: string, parts: Readonly<Record<string, string>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => parts[name] ?? whole);
}

/** The text for that many, as `lang` writes numbers. */
export function counted(text: SearchTexts['results'], count: number, lang: string | undefined): string {
  const form =
    typeof text === 'string' ? text : (text[new Intl.PluralRules(lang).select(count)] ?? text.other);
  return filled(form, { count: count.toLocaleString(lang) });
}

/** The language that an element is in; undefined, which stands for the browser's, if none is said or none is known. */
export function langOf(element: Element): string | undefined {
  const lang = element.closest<HTMLElement>('[lang]')?.lang || document.documentElement.lang;
  try {
    return Intl.getCanonicalLocales(lang)[0];
  } catch {
    return undefined;
  }
}

function isText(name: string, text: unknown): boolean {
  if (!(name in USUAL_TEXTS)) return false;
  if (typeof text === 'string') return true;
  if (name !== 'results' || typeof text !== 'object' || text === null) return false;
  return 'other' in text && Object.values(text).every((form) => typeof form === 'string');
}
