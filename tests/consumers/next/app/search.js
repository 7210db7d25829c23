'use client';

// Both are imported while the page is rendered beforehand, where there is neither window nor element.
import 'leann-web';
import 'leann-web/element';
import { useEffect } from 'react';

export function Search() {
  useEffect(() => {
    import('../src/app.js');
  }, []);
  return <leann-search placeholder="Search" />;
}
