// The browser's language, which need not be one.

/**
 * Does something while `navigator.language` is the tag of a language. Some browsers give whatever they were started with, such
 * as "C", and libraries that hand it to Intl end there. Meanwhile it is English, the language of our pages.
 */
export async function withLanguage<Result>(work: () => Promise<Result>): Promise<Result> {
  if (isLanguage(navigator.language)) return await work();
  Object.defineProperty(navigator, 'language', { value: 'en', configurable: true });
  try {
    return await work();
  } finally {
    Reflect.deleteProperty(navigator, 'language');
  }
}

function isLanguage(tag: string): boolean {
  try {
    Intl.getCanonicalLocales(tag);
    return true;
  } catch {
    return false;
  }
}
