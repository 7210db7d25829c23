// The field of <leann-search>, a combobox over a list of answers.

const ATTRIBUTES = {
  part: 'input',
  role: 'combobox',
  'aria-autocomplete': 'list',
  'aria-expanded': 'false',
  enterkeyhint: 'search',
  autocapitalize: 'off',
};

/** @param list the id of the listbox. */
export function queryInput(list: string): HTMLInputElement {
  const input = document.createElement('input');
  input.className = 'input';
  input.type = 'search';
  input.autocomplete = 'off';
  input.spellcheck = false;
  input.maxLength = 1000;
  for (const [name, value] of Object.entries(ATTRIBUTES)) input.setAttribute(name, value);
  input.setAttribute('aria-controls', list);
  return input;
}
