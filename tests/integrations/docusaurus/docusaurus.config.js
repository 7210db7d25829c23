export default {
  title: 'Weather',
  url: 'https://example.org',
  baseUrl: '/docs/',
  plugins: [['leann-web-docusaurus', { model: process.env.LEANN_MODEL }]],
  presets: [['classic', { blog: false, docs: { routeBasePath: '/', sidebarPath: undefined } }]],
};
