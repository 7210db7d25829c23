// What Docusaurus has in its bar where a search is: the search element.

import useBaseUrl from '@docusaurus/useBaseUrl';
import { usePluginData } from '@docusaurus/useGlobalData';
import { createElement } from 'react';

export default function SearchBar() {
  const { folder, built } = usePluginData('leann-web-docusaurus');
  const src = useBaseUrl(`/${folder}/`);
  return built ? createElement('leann-search', { src, modal: '', placeholder: 'Search' }) : null;
}
