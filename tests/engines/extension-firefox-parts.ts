// What the extension's test does in Firefox's own window, and asks of the extension's storage. Each function is sent as its text.

/** What is used of Firefox's own modules. */
declare const ChromeUtils: { importESModule(url: string): Record<string, never> };

interface SearchHandler {
  handleSearch(
    search: { keyword: string; text: string; inPrivateWindow: boolean },
    callback: (found: Suggested[]) => void,
  ): Promise<unknown>;
  handleInputEntered(keyword: string, text: string, where: string): void;
}

export interface Suggested {
  content: string;
  description: string;
}

interface Typed {
  keyword: string;
  text: string;
}

export const addressBar = {
  /** What is suggested for the text after the keyword. */
  suggest: async ({ keyword, text }: Typed): Promise<Suggested[]> => {
    const from = 'resource://gre/modules/ExtensionSearchHandler.sys.mjs';
    const { ExtensionSearchHandler } = ChromeUtils.importESModule(from) as unknown as Record<
      string,
      SearchHandler
    >;
    return new Promise((resolve, reject) => {
      const search = { keyword, text: `${keyword} ${text}`, inPrivateWindow: false };
      ExtensionSearchHandler?.handleSearch(search, (found) => resolve(found)).catch(reject);
    });
  },
  /** Return was pressed, to open a new tab in front. */
  enter: ({ keyword, text }: Typed): void => {
    const from = 'resource://gre/modules/ExtensionSearchHandler.sys.mjs';
    const { ExtensionSearchHandler } = ChromeUtils.importESModule(from) as unknown as Record<
      string,
      SearchHandler
    >;
    ExtensionSearchHandler?.handleInputEntered(keyword, `${keyword} ${text}`, 'tab');
  },
  /** "Forget about this site". */
  forgetSite: async (host: string): Promise<void> => {
    const from = 'resource://gre/modules/ForgetAboutSite.sys.mjs';
    const { ForgetAboutSite } = ChromeUtils.importESModule(from) as unknown as Record<
      string,
      {
        removeDataFromDomain?(host: string): Promise<void>;
        removeDataFromBaseDomain?(host: string): Promise<void>;
      }
    >;
    await ForgetAboutSite?.removeDataFromDomain?.(host);
    await ForgetAboutSite?.removeDataFromBaseDomain?.(host);
  },
};

interface Bookmarks {
  unfiledGuid: string;
  eraseEverything(): Promise<void>;
  insertTree(tree: { guid: string; children: { title: string; url: string }[] }): Promise<unknown>;
}

/** These bookmarks take the place of all others, at once: the extension has them all before it is done with the first. */
export async function haveBookmarks(all: { title: string; url: string }[]): Promise<void> {
  const from = 'resource://gre/modules/PlacesUtils.sys.mjs';
  const { PlacesUtils } = ChromeUtils.importESModule(from) as unknown as {
    PlacesUtils: { bookmarks: Bookmarks };
  };
  const { bookmarks } = PlacesUtils;
  await bookmarks.eraseEverything();
  await bookmarks.insertTree({ guid: bookmarks.unfiledGuid, children: all });
}

export const storedTexts = {
  /** Whether none of these is in any database of the page's origin. */
  lack: async (texts: readonly string[]): Promise<boolean> => {
    const answer = <Result>(request: IDBRequest<Result>) =>
      new Promise<Result>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const decoder = new TextDecoder();
    /** Also what is in bytes, and in what is packed there as it is. */
    const said = (value: unknown): string => {
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return decoder.decode(value);
      if (typeof value === 'object' && value !== null) return Object.values(value).map(said).join(' ');
      return String(value);
    };
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await answer(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const values = await answer(database.transaction(store).objectStore(store).getAll());
        const all = values.map(said).join(' ');
        if (texts.some((text) => all.includes(text))) {
          database.close();
          return false;
        }
      }
      database.close();
    }
    return true;
  },
};
