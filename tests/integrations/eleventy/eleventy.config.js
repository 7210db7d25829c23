import leannSearch from 'leann-web-eleventy';

export default function (eleventyConfig) {
  eleventyConfig.addPlugin(leannSearch, { model: process.env.LEANN_MODEL });
}
