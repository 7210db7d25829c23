// The keys that open the dialog of <leann-search> from anywhere in the page.

/** There is none where pages are rendered beforehand. */
const IS_APPLE = /Mac|iP(hone|ad|od)/.test(globalThis.navigator?.platform ?? '');

/** As it is written on a button. */
export const SHORTCUT_LABEL = IS_APPLE ? '⌘K' : 'Ctrl K';

/** As `aria-keyshortcuts` names it. */
export const SHORTCUT_NAME = IS_APPLE ? 'Meta+K' : 'Control+K';

/** Control or Command and K, wherever one is; or a slash, unless one is typing. Nobody else must have used the key. */
export function isShortcut(event: KeyboardEvent): boolean {
  const { key, altKey, shiftKey, ctrlKey, metaKey, defaultPrevented, isComposing } = event;
  if (defaultPrevented || isComposing || altKey) return false;
  if (key === '/') return !ctrlKey && !metaKey && !isTyping(event);
  return key.toLowerCase() === 'k' && !shiftKey && (IS_APPLE ? metaKey && !ctrlKey : ctrlKey && !metaKey);
}

function isTyping(event: KeyboardEvent): boolean {
  const [target] = event.composedPath();
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
