// The look of <leann-search>. Everything that a site may want to change is a variable or a part.

/**
 * The defaults are the system's colours, which follow the page's `color-scheme`. Variables, all with the prefix
 * `--leann-`: `background`, `color`, `soft`, `line`, `accent`, `active`, `radius`, `font`, `shadow`, `max-height`.
 */
export const STYLE = `
:host {
  display: block;
  position: relative;
  color: var(--leann-color, CanvasText);
  font: var(--leann-font, inherit);
  --line: var(--leann-line, color-mix(in srgb, CanvasText 22%, Canvas));
  --soft: var(--leann-soft, color-mix(in srgb, CanvasText 68%, Canvas));
  --accent: var(--leann-accent, LinkText);
  --back: var(--leann-background, Canvas);
  --active: var(--leann-active, color-mix(in srgb, LinkText 10%, Canvas));
  --radius: var(--leann-radius, 0.5rem);
}

:host([hidden]),
[hidden] {
  display: none !important;
}

* {
  box-sizing: border-box;
}

.input {
  display: block;
  width: 100%;
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
  position: absolute;
  z-index: 10;
  top: calc(100% + 0.3em);
  right: 0;
  left: 0;
  max-height: var(--leann-max-height, min(26em, 70vh));
  overflow-y: auto;
  padding: 0.3em;
  border: 1px solid var(--line);
  border-radius: var(--radius);
  background: var(--back);
  box-shadow: var(--leann-shadow, 0 0.5em 1.5em rgb(0 0 0 / 16%));
}

.list {
  margin: 0;
  padding: 0;
  list-style: none;
}

.option {
  border-radius: calc(var(--radius) - 0.1rem);
  scroll-margin-block: 0.3em;
}

.option:hover,
.option[aria-selected="true"] {
  background: var(--active);
}

.option[aria-selected="true"] {
  box-shadow: inset 3px 0 var(--accent);
}

.link {
  display: block;
  padding: 0.5em 0.75em;
  color: inherit;
  text-decoration: none;
  cursor: pointer;
}

.title {
  display: block;
  font-weight: 600;
  overflow-wrap: anywhere;
}

/* As high before its text is there as with it. */
.text {
  display: -webkit-box;
  overflow: hidden;
  min-height: 2lh;
  color: var(--soft);
  font-size: 0.9em;
  overflow-wrap: anywhere;
  -webkit-box-orient: vertical;
  -webkit-line-clamp: 2;
}

.text.pending {
  display: block;
}

.text.pending::before {
  display: block;
  width: 60%;
  height: 0.5em;
  margin-block: calc((1lh - 0.5em) / 2);
  border-radius: 0.25em;
  background: var(--line);
  opacity: 0.5;
  content: "";
}

.status {
  display: flex;
  flex-wrap: wrap;
  gap: 0.4em 1em;
  align-items: center;
  padding: 0.5em 0.75em;
  color: var(--soft);
  font-size: 0.9em;
  overflow-wrap: anywhere;
}

.progress {
  flex: 1 1 6em;
  accent-color: var(--accent);
}

.retry {
  padding: 0.3em 0.9em;
  border: 1px solid var(--line);
  border-radius: var(--radius);
  background: var(--back);
  color: inherit;
  font: inherit;
  cursor: pointer;
}

.retry:focus-visible {
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
