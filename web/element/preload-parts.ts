// The scripts of a published folder that searching needs, fetched side by side: without this, each is known only once the one that
// imports it is there.

/** Their names, with spaces between, as tools/bundle.ts says; not defined in programs with a bundler of their own. */
declare const LEANN_PARTS: string | undefined;

/** Apart, since bundlers take a name that is put together beside `import.meta.url` for every file of the folder. */
const HERE = import.meta.url;

export function preloadParts(): void {
  if (typeof LEANN_PARTS === 'undefined') return;
  for (const part of LEANN_PARTS.split(' ')) {
    const link = document.createElement('link');
    link.rel = 'modulepreload';
    link.href = new URL(part, HERE).href;
    document.head.append(link);
  }
}
