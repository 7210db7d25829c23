// One interface over Chromium, Firefox and WebKit: no more of a browser than the tests of all three need.

/** The engines that tests run in. */
export const ENGINES = ['chromium', 'firefox', 'webkit'] as const;

export type EngineName = (typeof ENGINES)[number];

/** What a browser is told of its user. */
export interface EngineOptions {
  /** What `prefers-color-scheme` says. Default 'light'. */
  colorScheme?: 'light' | 'dark';
  /** What `navigator.language` says, even if it is the tag of no language. Default: what the engine makes of this machine. */
  language?: string;
  /** Preferences of Firefox; others ignore them. */
  preferences?: Readonly<Record<string, number | boolean | string>>;
}

/** A browser that was launched. */
export interface Engine {
  readonly name: EngineName;
  /** As people know it: `Firefox 153.8.0`. */
  readonly title: string;
  /** A context whose pages share nothing with those of others. */
  newContext(): Promise<EngineContext>;
  /** Ends the browser and all its contexts. */
  close(): Promise<void>;
}

/** Pages that share their storage. */
export interface EngineContext {
  newPage(): Promise<EnginePage>;
  close(): Promise<void>;
}

export interface EnginePage {
  /**
   * What the page complained about so far: errors and warnings of its console, and uncaught errors. Undefined where the
   * engine does not tell.
   */
  readonly problems: readonly string[] | undefined;
  /** Resolves when the page is loaded. */
  goto(url: string): Promise<void>;
  reload(): Promise<void>;
  /**
   * Calls a function in the page; argument and result are copied as JSON. The function is sent as its text, so it sees
   * nothing of the module that it is written in.
   */
  evaluate<Argument, Result>(
    work: (argument: Argument) => Result,
    argument: Argument,
  ): Promise<Awaited<Result>>;
  /** Types into an empty field, as a person would. `selector` pierces shadow roots at each ` >> `. */
  type(selector: string, text: string): Promise<void>;
  click(selector: string): Promise<void>;
  close(): Promise<void>;
}

/** How long a page may take for one thing, in ms; enough for the model on a busy machine. */
export const PATIENCE_MS = 120_000;
