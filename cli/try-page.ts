// The page that `leann-web serve` makes for a published folder, to try it with.

import type { HostedManifest } from '../web/hosted/manifest.js';

/** In a published folder. */
export const ELEMENT = 'leann-search.js';

export interface TryPage {
  manifest: HostedManifest;
  /** Path of the published folder, relative to the page, with a slash at the end. */
  folder: string;
  /** Whether ids that are paths lead to documents. */
  linked: boolean;
}

/** Answers that lead nowhere, since their documents are not served, are shown below the field. */
export function tryPage({ manifest, folder, linked }: TryPage): string {
  const name = escaped(manifest.name);
  const { documents, passages } = manifest;
  return `<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${name}</title>
  <link rel="icon" href="data:,">
  <style>
    :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
    body { max-width: 44rem; margin: 0 auto; padding: clamp(1rem, 6vh, 4rem) 1rem; }
    h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.2; }
    h1, article { overflow-wrap: anywhere; }
    leann-search { font-size: 1.1rem; --leann-max-height: min(40rem, 75vh); }
    .count, .id { color: color-mix(in srgb, CanvasText 68%, Canvas); font-size: 0.9rem; }
    article { margin-top: 1.5rem; padding: 1rem 1.25rem; border-radius: 0.5rem; background: color-mix(in srgb, CanvasText 6%, Canvas); }
    h2 { margin: 0; font-size: 1.1rem; }
    .text { margin: 0.5rem 0 0; white-space: pre-line; }
    .id { margin: 0; }
  </style>
  <script type="module" src="./${folder}${ELEMENT}"></script>
  <h1>${name}</h1>
  <leann-search src="./${folder}" placeholder="Search by meaning" limit="10"></leann-search>
  <p class="count">${documents} ${documents === 1 ? 'document' : 'documents'}, ${passages} ${passages === 1 ? 'passage' : 'passages'}</p>
  <article aria-live="polite" hidden><h2></h2><p class="id"></p><p class="text"></p></article>
  <script type="module">
    // The script before this one has defined the element by now.
    document.querySelector('leann-search').focus();
    const linked = ${linked};
    const [article, title, id, text] = ['article', 'h2', '.id', '.text'].map((name) => document.querySelector(name));
    addEventListener('leann-select', (event) => {
      const { hit, href } = event.detail;
      if (href !== undefined && (linked || new URL(href).origin !== location.origin)) return;
      event.preventDefault();
      title.textContent = hit.title ?? hit.id;
      id.textContent = hit.title === undefined ? '' : hit.id;
      text.textContent = hit.text;
      article.hidden = false;
    });
  </script>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
