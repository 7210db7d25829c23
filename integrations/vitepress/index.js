// VitePress: publishes the pages for search once they are built, and loads the search element in them.

import { publishSite } from 'leann-web/publish';

/**
 * Adds search to a configuration of VitePress. Development has no search: there are no pages yet.
 * @param {import('vitepress').UserConfig} config
 * @param {import('leann-web/publish').PublishSiteOptions} [options] the folder of the site that the index is published in
 *   (default `search`), and how: `{ preset: 'small' }`. What is left open is taken from `leann-web.config.json`.
 */
export function withLeann(config, options = {}) {
  const { folder = 'search' } = options;
  return {
    ...config,
    transformHead: async (context) => {
      const src = `${context.siteData.base}${folder}/leann-search.js`;
      const given = (await config.transformHead?.(context)) ?? [];
      return [...given, ['script', { type: 'module', src }]];
    },
    buildEnd: async (site) => {
      await config.buildEnd?.(site);
      await publishSite(site.outDir, options);
    },
    // The theme imports that of VitePress, which only Vite understands.
    vite: {
      ...config.vite,
      ssr: {
        ...config.vite?.ssr,
        noExternal: [config.vite?.ssr?.noExternal ?? [], 'leann-web-vitepress'].flat(),
      },
    },
    themeConfig: { ...config.themeConfig, leann: { folder } },
  };
}
