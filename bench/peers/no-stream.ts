// Stands in for Node's module `stream` in pages: a dependency of Orama's plugin names it, and nothing here uses it.

export class Transform {}
