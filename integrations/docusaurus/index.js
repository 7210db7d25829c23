// Docusaurus: publishes the pages for search once they are built, and puts the search element into the bar.

import { fileURLToPath } from 'node:url';
import { publishSite } from 'leann-web/publish';

/**
 * The plugin: `plugins: ['leann-web-docusaurus']`, or with options `[['leann-web-docusaurus', { preset: 'small' }]]`. `docusaurus
 * start` has no search: there are no pages yet.
 * @param {import('@docusaurus/types').LoadContext} context
 * @param {import('leann-web/publish').PublishSiteOptions & { id?: string }} [options] the folder of the site that the index
 *   is published in (default `search`), and how. What is left open is taken from `leann-web.config.json`.
 */
export default function leannSearch({ baseUrl }, { id: _, ...options } = {}) {
  const { folder = 'search' } = options;
  const built = process.env.NODE_ENV === 'production';
  return {
    name: 'leann-web-docusaurus',
    getThemePath: () => fileURLToPath(new URL('theme', import.meta.url)),
    async contentLoaded({ actions }) {
      actions.setGlobalData({ folder, built });
    },
    injectHtmlTags() {
      const attributes = { type: 'module', src: `${baseUrl}${folder}/leann-search.js` };
      return built ? { headTags: [{ tagName: 'script', attributes }] } : {};
    },
    async postBuild({ outDir }) {
      await publishSite(outDir, options);
    },
  };
}

/** Docusaurus gives every plugin an id; what the options are is checked when the site is published. */
export function validateOptions({ options }) {
  return { id: 'default', ...options };
}
