// Elements of <leann-search>, which a site may style as parts.

/** An element with a class, and a part of the same name. */
export function part<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  text = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.className = className;
  made.setAttribute('part', className);
  made.textContent = text;
  return made;
}
