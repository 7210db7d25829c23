// The look of the playground: the colours are those of the site that it stands in.

export const STYLE = `
:host { display: block; margin: 1.5rem 0; color: var(--vp-c-text-1, CanvasText); font: inherit; font-size: 15px; line-height: 1.5; }
:host(.dropping) textarea { border-color: var(--vp-c-brand-1, Highlight); border-style: dashed; }
[hidden] { display: none !important; }
label { color: var(--vp-c-text-2, inherit); }
textarea, input, select, button {
  box-sizing: border-box; font: inherit; color: inherit; border: 1px solid var(--vp-c-divider, GrayText);
  border-radius: 8px; background: var(--vp-c-bg-alt, Canvas); padding: 0.35rem 0.6rem;
}
textarea, #query { display: block; width: 100%; margin-top: 0.25rem; }
textarea { resize: vertical; font-family: var(--vp-font-family-mono, monospace); font-size: 13px; }
#query { font-size: 17px; padding: 0.6rem 0.8rem; }
:is(textarea, input, select, button, a, pre):focus-visible { outline: 2px solid var(--vp-c-brand-1, Highlight); outline-offset: 1px; }
button { cursor: pointer; }
button.main { background: var(--vp-c-brand-3, ButtonFace); border-color: transparent; color: #fffaf5; }
button:disabled { opacity: 0.5; cursor: default; }
.row { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; margin: 0.6rem 0; }
.row label { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem; }
.where { flex: 1 1 16rem; }
.where input { flex: 1; min-width: 10rem; font-family: var(--vp-font-family-mono, monospace); font-size: 13px; }
input[type=number] { width: 4.5rem; }
input[type=file] { max-width: 15rem; font-size: 13px; }
.status, .cost { color: var(--vp-c-text-2, inherit); margin: 0.6rem 0; min-height: 1.5em; }
.failure { color: var(--vp-c-danger-1, #b3261e); margin: 0.4rem 0; }
.failure:empty { display: none; }
.hits { list-style: none; margin: 0.5rem 0; padding: 0; }
.hits li { padding: 0.6rem 0; border-top: 1px solid var(--vp-c-divider, GrayText); overflow-wrap: anywhere; }
.hits .why { color: var(--vp-c-text-2, inherit); font-size: 13px; margin-left: 0.6rem; }
.hits p { margin: 0.2rem 0 0; }
.hits .weak :is(b, p) { color: var(--vp-c-text-2, inherit); font-weight: normal; }
.code { margin-top: 1.5rem; }
pre {
  overflow: auto; max-height: 26rem; margin: 0; padding: 1rem; border-radius: 8px; background: var(--vp-c-bg-alt, Canvas);
  border: 1px solid var(--vp-c-divider, GrayText); font-family: var(--vp-font-family-mono, monospace); font-size: 13px;
}
`;
