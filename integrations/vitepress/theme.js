// The default theme of VitePress with the search element in its bar.

import { useData, withBase } from 'vitepress';
import DefaultTheme from 'vitepress/theme';
import { h } from 'vue';

export default {
  extends: DefaultTheme,
  Layout: () => {
    const folder = useData().theme.value.leann?.folder ?? 'search';
    const search = () =>
      h('leann-search', { src: withBase(`/${folder}/`), modal: '', placeholder: 'Search' });
    return h(DefaultTheme.Layout, null, { 'nav-bar-content-before': search });
  },
};
