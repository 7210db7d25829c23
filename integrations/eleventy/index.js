// Eleventy: publishes the pages for search once they are built, and has a shortcode for the search element.

import { publish } from './publish.js';

const quoted = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/**
 * The plugin: `eleventyConfig.addPlugin(leannSearch)`. In templates, `{% leannSearch %}` is the search field, `{% leannSearch
 * "Find" %}` one with that text in it. Sites are published once, not while Eleventy watches or serves.
 * @param {{ folder?: string, build?: string[] }} [options] the folder of the site that the index is published in (default
 *   `search`), and options of `leann-web build`, such as `['--preset', 'small']`.
 */
export default function leannSearch(eleventyConfig, { folder = 'search', build = [] } = {}) {
  eleventyConfig.addShortcode('leannSearch', (placeholder = 'Search') => {
    // It knows the path that the site lies under.
    const src = eleventyConfig.getFilter('url')(`/${folder}/`);
    return (
      `<script type="module" src="${quoted(src)}leann-search.js"></script>` +
      `<leann-search src="${quoted(src)}" placeholder="${quoted(placeholder)}"></leann-search>`
    );
  });
  eleventyConfig.on('eleventy.after', async ({ directories, dir, runMode }) => {
    if (runMode === 'build') await publish(directories?.output ?? dir.output, folder, build);
  });
}
