// The look of <leann-search modal>: the button and the dialog, which fills the window of a phone.

export const DIALOG_STYLE = `
:host([modal]) {
  display: inline-block;
}

:host([modal][for]) {
  display: contents;
}

.button {
  display: inline-flex;
  gap: 0.5em;
  align-items: center;
}

.icon {
  flex: none;
  width: 1em;
  height: 1em;
  fill: none;
  stroke: currentColor;
  stroke-linecap: round;
  stroke-width: 1.6;
}

.keys {
  padding: 0.1em 0.4em;
  border: 1px solid var(--line);
  border-radius: calc(var(--radius) * 0.6);
  color: var(--soft);
  font: inherit;
  font-size: 0.75em;
}

@media (hover: none) {
  .keys {
    display: none;
  }
}

.dialog {
  width: min(var(--leann-width, 40rem), calc(100vw - 2rem));
  max-width: none;
  max-height: none;
  margin: min(10vh, 6rem) auto auto;
  padding: 0;
  border: 1px solid var(--line);
  border-radius: var(--radius);
  background: var(--back);
  color: inherit;
  box-shadow: var(--leann-shadow, 0 1em 3em rgb(0 0 0 / 30%));
  text-align: start;
}

.dialog::backdrop {
  background: var(--leann-backdrop, rgb(0 0 0 / 45%));
}

.dialog .box {
  display: flex;
  flex-direction: column;
  max-height: min(40rem, calc(100vh - min(10vh, 6rem) - 2rem));
}

.dialog .bar {
  flex: none;
  padding: 0.6em;
}

.dialog .popup {
  position: static;
  max-height: none;
  border: 0;
  border-block-start: 1px solid var(--line);
  border-radius: 0;
  box-shadow: none;
}

@media (max-width: 40rem), (max-height: 25rem) {
  .dialog {
    width: 100vw;
    height: 100vh;
    height: 100dvh;
    margin: 0;
    border: 0;
    border-radius: 0;
  }

  .dialog .box {
    height: 100%;
    max-height: none;
  }
}

@media (prefers-reduced-motion: no-preference) {
  .dialog[open],
  .dialog[open]::backdrop {
    animation: appear 120ms ease-out;
  }

  @keyframes appear {
    from {
      opacity: 0;
    }
  }
}
`;
