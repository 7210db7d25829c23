// A hit of <leann-search> as an option of its list: a link with title and text.

import type { Hit } from '../interface/search-update.js';
import type { Option } from './option-list.js';
import { part } from './part.js';

export interface HitOptionOptions {
  linkOf(hit: Hit): string | undefined;
  /** It was clicked. */
  onChoose(hit: Hit, event: MouseEvent): void;
}

/** Equal for the same passage of the same document. */
export function hitKey({ id, passage }: Pick<Hit, 'id' | 'passage'>): string {
  return `${passage} ${id}`;
}

export function hitOption({ linkOf, onChoose }: HitOptionOptions): Option<Hit> {
  const element = part('li', 'option');
  const link = part('a', 'link');
  const title = part('span', 'title');
  const text = part('span', 'text');
  let shown: Hit | undefined;
  link.tabIndex = -1;
  link.append(title, text);
  link.addEventListener('click', (event) => shown && onChoose(shown, event));
  element.append(link);
  return {
    element,
    show: (hit) => {
      shown = hit;
      const target = linkOf(hit);
      if (target === undefined) link.removeAttribute('href');
      else link.href = target;
      title.textContent = hit.title ?? hit.id;
      text.textContent = hit.text;
      // Its line is kept free; for screen readers the title is all there is to say.
      text.classList.toggle('pending', hit.pending === true);
    },
  };
}
