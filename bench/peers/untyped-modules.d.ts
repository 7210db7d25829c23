// What is used of packages that come without types.

declare module 'voy-search/voy_search_bg.js' {
  export * from 'voy-search';
  export function __wbg_set_wasm(exports: WebAssembly.Exports): void;
}

declare module 'sqlite-vec-wasm' {
  export interface Statement {
    bind(index: number, value: number | string | Uint8Array): Statement;
    stepReset(): Statement;
    finalize(): void;
  }

  export interface Database {
    exec(sql: string): Database;
    prepare(sql: string): Statement;
    selectValue(sql: string): unknown;
    selectValues(sql: string, bind: Uint8Array): unknown[];
    close(): void;
  }

  export interface Sqlite3 {
    installOpfsSAHPoolVfs(options: object): Promise<{ OpfsSAHPoolDb: new (file: string) => Database }>;
  }

  export default function sqlite3InitModule(): Promise<Sqlite3>;
}
