// The address of a folder, as visitors or authors give it.

/** With a slash at the end, and without the name of its page, query and fragment. */
export function asFolder(url: string | URL): URL {
  const folder = new URL(url);
  folder.hash = '';
  folder.search = '';
  folder.pathname = folder.pathname.replace(/\/index\.html$/, '/');
  if (!folder.pathname.endsWith('/')) folder.pathname += '/';
  return folder;
}
