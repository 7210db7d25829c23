// What visitors of a programming language's documentation ask for.

export const ABOUT_PYTHON = [
  'how do I catch an exception',
  'open a file for writing',
  'sort a list of numbers',
  'wait for a thread to end',
];
