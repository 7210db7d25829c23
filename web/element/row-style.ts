// The look of the answers of <leann-search>.

export const ROW_STYLE = `
.list {
  position: relative;
  overflow-y: auto;
  overscroll-behavior: contain;
  min-height: 0;
  margin: 0;
  padding: 0 0.3em 0.3em;
  list-style: none;
}

.list:empty {
  display: none;
}

.option {
  position: relative;
  overflow: hidden;
  border-radius: calc(var(--radius) - 0.1rem);
  scroll-margin-block: 0.3em;
}

.option:hover,
.option.active {
  background: var(--active);
}

.option.active::before {
  position: absolute;
  inset-block: 0;
  inset-inline-start: 0;
  width: 3px;
  background: var(--accent);
  content: "";
}

.link {
  display: block;
  padding: 0.5em 0.75em;
  color: inherit;
  text-decoration: none;
  cursor: pointer;
}

.link:has(.picture) {
  display: flex;
  gap: 0.75em;
  align-items: center;
}

.picture {
  flex: none;
  width: 4em;
  height: 4em;
  border-radius: 0.3em;
  object-fit: cover;
}

.head,
.text {
  overflow-wrap: anywhere;
  text-align: -webkit-match-parent;
  text-align: match-parent;
}

.head {
  display: block;
}

.title {
  font-weight: 600;
}

.path {
  color: var(--soft);
  font-size: 0.9em;
}

.title:not(:empty) + .path:not(:empty)::before {
  content: "› ";
}

/* As high before its text is there as with it. */
.text {
  display: -webkit-box;
  overflow: hidden;
  min-height: 2lh;
  color: var(--soft);
  font-size: 0.9em;
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

mark {
  border-radius: 0.15em;
  background: var(--mark);
  color: var(--leann-color, CanvasText);
}

/* Other passages hang below their document. */
.other {
  margin-inline-start: 1.1em;
}

.other::after {
  position: absolute;
  inset-block: 0.35em;
  inset-inline-start: 0;
  border-inline-start: 2px solid var(--line);
  content: "";
}

.other.active::after {
  content: none;
}

.other .link {
  padding-block: 0.25em;
}

.other .path {
  color: inherit;
}

.other .text {
  display: block;
  min-height: 1lh;
  text-overflow: ellipsis;
  white-space: nowrap;
}

.weak .title {
  color: var(--soft);
  font-weight: 400;
}
`;
