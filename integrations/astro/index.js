// Astro: publishes the pages for search once they are built, and tells `Search.astro` where.

import { fileURLToPath } from 'node:url';
import { publishSite } from 'leann-web/publish';

/**
 * The integration: `integrations: [leannSearch()]`. `astro dev` has no search: there are no pages yet.
 * @param {import('leann-web/publish').PublishSiteOptions} [options] the folder of the site that the index is published in
 *   (default `search`), and how: `{ preset: 'small' }`. What is left open is taken from `leann-web.config.json`.
 * @returns {import('astro').AstroIntegration}
 */
export default function leannSearch(options = {}) {
  return {
    name: 'leann-web-astro',
    hooks: {
      'astro:config:setup': ({ updateConfig }) => {
        const define = { __LEANN_FOLDER__: JSON.stringify(options.folder ?? 'search') };
        updateConfig({ vite: { define } });
      },
      'astro:build:done': async ({ dir }) => {
        await publishSite(fileURLToPath(dir), options);
      },
    },
  };
}
