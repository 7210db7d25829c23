// The element in JSX.

import 'leann-web/element';
import type {} from 'leann-web/react';

export function Search() {
  return (
    <leann-search
      src="/search/"
      placeholder="Search"
      limit={5}
      modal
      onleann-select={({ detail }) => console.log(detail.hit.id)}
    />
  );
}

// @ts-expect-error: a limit is a number.
export const wrong = <leann-search limit={{}} />;
