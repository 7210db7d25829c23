// Which worker does the heavy work, if any.

/**
 * `true`: the package's own worker script, in one worker that all who choose this share. A URL: that script instead,
 * which must be, or import, `leann-web/worker`. A function: makes such a worker, also to replace one that crashed.
 * `false`: no worker.
 */
export type WorkerChoice = boolean | string | URL | (() => Worker);
