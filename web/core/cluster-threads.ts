// Threads that build the graphs of clusters, as a core knows them.

/** Each thread has a core of its own. */
export interface ClusterThreads {
  /** How many clusters may be at work at once. */
  readonly count: number;
  /**
   * What `Core.buildCluster` makes of a task, whose buffer is gone afterwards. Only `count` at a time. Errors: those of that core; a
   * LeannError if the thread ends.
   */
  build(task: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
}
