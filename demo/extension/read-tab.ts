// The markup of a page as a tab shows it.

export interface ShownPage {
  url: string;
  markup: string;
}

/** More is not looked at. */
const LONGEST = 3 << 20;

/** Undefined where the browser does not let us: the permission is gone, the tab too, or it shows something of its own. */
export async function readTab(tab: number): Promise<ShownPage | undefined> {
  try {
    // Its type says that it takes no arguments.
    const func = shownPage as unknown as () => void;
    const frames = await chrome.scripting.executeScript({ target: { tabId: tab }, func, args: [LONGEST] });
    return (frames[0]?.result as ShownPage | undefined) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Runs in the page: it sees nothing of this module. */
function shownPage(longest: number): ShownPage {
  return { url: location.href, markup: document.documentElement.outerHTML.slice(0, longest) };
}
