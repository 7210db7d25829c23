// The look of <leann-search>: the field, and what is shown below it. Everything that a site may want to change is a variable
// or a part.

import { DIALOG_STYLE } from './dialog-style.js';
import { ROW_STYLE } from './row-style.js';

/**
 * The defaults are the system's colours, which follow the page's `color-scheme`. Variables, all with the prefix
 * `--leann-`: `background`, `color`, `soft`, `line`, `accent`, `active`, `mark`, `radius`, `font`, `shadow`, `max-height`,
 * `width`, `backdrop`.
 */
const STYLE = `
:host {
  display: block;
  position: relative;
  color: var(--leann-color, CanvasText);
  font: var(--leann-font, inherit);
  /* What the bars and menus of pages hand down. */
  letter-spacing: normal;
  text-align: start;
  text-transform: none;
  white-space: normal;
  --line: var(--leann-line, color-mix(in srgb, CanvasText 22%, Canvas));
  --soft: var(--leann-soft, color-mix(in srgb, CanvasText 68%, Canvas));
  --accent: var(--leann-accent, LinkText);
  --back: var(--leann-background, Canvas);
  --active: var(--leann-active, color-mix(in srgb, var(--accent) 10%, Canvas));
  --mark: var(--leann-mark, color-mix(in srgb, var(--accent) 20%, transparent));
  --radius: var(--leann-radius, 0.5rem);
}

:host([hidden]),
[hidden] {
  display: none !important;
}

* {
  box-sizing: border-box;
}

.bar {
  display: flex;
  gap: 0.5em;
  align-items: center;
}

.input {
  display: block;
  flex: 1;
  width: 100%;
  min-width: 0;
  margin: 0;
  padding: 0.6em 0.9em;
  border: 1px solid var(--line);
  border-radius: var(--radius);
  background: var(--back);
  color: inherit;
  font: inherit;
}

.input:focus {
  border-color: var(--accent);
  outline: 1px solid var(--accent);
}

.input::placeholder {
  color: var(--soft);
  opacity: 1;
}

.popup {
  display: flex;
  position: absolute;
  z-index: 10;
  inset-block-start: calc(100% + 0.3em);
  inset-inline: 0;
  flex-direction: column;
  overflow: hidden;
  max-height: var(--leann-max-height, min(28em, 70vh));
  border: 1px solid var(--line);
  border-radius: var(--radius);
  background: var(--back);
  box-shadow: var(--leann-shadow, 0 0.5em 1.5em rgb(0 0 0 / 16%));
}

.status {
  display: flex;
  flex: none;
  flex-wrap: wrap;
  gap: 0.4em 1em;
  align-items: center;
  padding: 0.5em 1.24em;
  color: var(--soft);
  font-size: 0.85em;
  overflow-wrap: anywhere;
}

.status:is([data-state="nothing"], [data-state="offline"], [data-state="failed"], [data-state="loading"]) {
  padding-block: 0.9em;
}

.status[data-state="weak"] {
  color: inherit;
  font-weight: 600;
}

.progress {
  flex: 1 1 6em;
  accent-color: var(--accent);
}

:is(.retry, .better, .close, .button) {
  padding: 0.3em 0.9em;
  border: 1px solid var(--line);
  border-radius: var(--radius);
  background: var(--back);
  color: inherit;
  font: inherit;
  cursor: pointer;
}

:is(.retry, .close, .button):hover,
button.better:hover {
  border-color: var(--soft);
}

/* As high as the button was, so that nothing jumps, but none. */
span.better {
  padding-inline: 0;
  border-color: transparent;
  background: none;
  cursor: inherit;
  font-variant-numeric: tabular-nums;
}

:is(.retry, .better, .close, .button):focus-visible {
  outline: 2px solid var(--accent);
  outline-offset: 2px;
}

.live {
  position: absolute;
  width: 1px;
  height: 1px;
  margin: -1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
`;

export function styleSheet(): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE + ROW_STYLE + DIALOG_STYLE);
  return sheet;
}
