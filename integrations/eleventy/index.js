// Eleventy: publishes the pages for search once they are built, and has a shortcode for the search element.

import { publishSite } from 'leann-web/publish';

const quoted = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/**
 * The plugin: `eleventyConfig.addPlugin(leannSearch)`. In templates, `{% leannSearch %}` is the search field, `{% leannSearch
 * "Find" %}` one with that text in it. Sites are published once, not while Eleventy watches or serves.
 * @param {import('leann-web/publish').PublishSiteOptions} [options] the folder of the site that the index is published in
 *   (default `search`), and how: `{ preset: 'small' }`. What is left open is taken from `leann-web.config.json`.
 */
export default function leannSearch(eleventyConfig, options = {}) {
  const { folder = 'search' } = options;
  eleventyConfig.addShortcode('leannSearch', (placeholder = 'Search') => {
    // It knows the path that the site lies under.
    const src = eleventyConfig.getFilter('url')(`/${folder}/`);
    return (
      `<script type="module" src="${quoted(src)}leann-search.js"></script>` +
      `<leann-search src="${quoted(src)}" placeholder="${quoted(placeholder)}"></leann-search>`
    );
  });
  eleventyConfig.on('eleventy.after', async ({ directories, dir, runMode }) => {
    if (runMode === 'build') await publishSite(directories?.output ?? dir.output, options);
  });
}
