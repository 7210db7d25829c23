// Tabs as assistive technology knows them: one is in the tab order, arrows move among them.

import { find } from '../shared/element.js';

/** `onShow` is told the id of the panel that is shown. */
export function startTabs(list: Element, onShow: (panel: string) => void): void {
  const tabs = Array.from(list.querySelectorAll<HTMLElement>('[role=tab]'));
  const show = (shown: HTMLElement) => {
    for (const tab of tabs) {
      tab.setAttribute('aria-selected', String(tab === shown));
      tab.tabIndex = tab === shown ? 0 : -1;
      panelOf(tab).hidden = tab !== shown;
    }
    onShow(panelOf(shown).id);
  };
  for (const [at, tab] of tabs.entries()) {
    tab.addEventListener('click', () => show(tab));
    tab.addEventListener('keydown', ({ key }) => {
      const step = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
      const next = tabs[(at + step + tabs.length) % tabs.length];
      if (step === 0 || next === undefined) return;
      show(next);
      next.focus();
    });
  }
}

function panelOf(tab: HTMLElement): HTMLElement {
  return find(document, `#${tab.getAttribute('aria-controls')}`, HTMLElement);
}
