// Starlight: the integration for Astro, and its search in place of Starlight's own.

import leannSearch from './index.js';

/**
 * The plugin: `starlight({ plugins: [leannStarlight()] })`.
 * @param {import('leann-web/publish').PublishSiteOptions} [options] as for the integration
 * @returns {import('@astrojs/starlight/types').StarlightPlugin}
 */
export default function leannStarlight(options = {}) {
  return {
    name: 'leann-web-starlight',
    hooks: {
      'config:setup': ({ config, updateConfig, addIntegration }) => {
        const Search = 'leann-web-astro/StarlightSearch.astro';
        updateConfig({ pagefind: false, components: { Search, ...config.components } });
        addIntegration(leannSearch(options));
      },
    },
  };
}
