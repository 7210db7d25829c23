// Notices of a store, although nothing failed.

export interface StoreNotice {
  /**
   * `not-stored`: kept in memory only. `rolled-back`: the generation before is used, since the newest was not whole. `data-lost`: the
   * browser has deleted the site's databases.
   */
  code: 'not-stored' | 'rolled-back' | 'data-lost';
  message: string;
}
