// <leann-search> in the JSX of React 19, for whoever imports the types of `leann-web/react`. No file of the project does: it needs
// React's.

import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { ModelLoading } from '../interface/model-state.js';
import type { LeannIndex } from '../leann-index.js';
import type { LeannSearch, SelectDetail } from './leann-search.js';
import type { SearchTexts } from './texts.js';

/** What the element takes; see {@link LeannSearch}. */
interface LeannSearchProps {
  src?: string;
  placeholder?: string;
  label?: string;
  limit?: number | string;
  'href-template'?: string;
  modal?: boolean;
  for?: string;
  model?: ModelLoading;
  translations?: Partial<SearchTexts>;
  index?: LeannIndex;
  'onleann-select'?: (event: CustomEvent<SelectDetail>) => void;
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'leann-search': DetailedHTMLProps<HTMLAttributes<LeannSearch>, LeannSearch> & LeannSearchProps;
    }
  }
}
