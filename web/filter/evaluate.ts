// Which documents fulfil a condition, told from columns alone.

import type { Column } from './column.js';
import type { Accepts, Condition } from './condition.js';
import type { FieldTable } from './field-table.js';

/** By document, 1 if it fulfils the condition, else 0. The table must have its fields. O(values) for each field named. */
export function evaluate(condition: Condition, table: FieldTable): Uint8Array {
  switch (condition.kind) {
    case 'field': {
      const column = table.columns.get(condition.field);
      return column === undefined ? new Uint8Array(table.rows) : withAccepted(column, condition.accepts);
    }
    case 'not':
      return evaluate(condition.of, table).map((flag) => 1 - flag);
    default: {
      const all = condition.kind === 'every';
      const flags = new Uint8Array(table.rows).fill(all ? 1 : 0);
      for (const part of condition.of) {
        const others = evaluate(part, table);
        for (let row = 0; row < flags.length; row++) {
          const flag = flags[row] ?? 0;
          const other = others[row] ?? 0;
          flags[row] = all ? flag & other : flag | other;
        }
      }
      return flags;
    }
  }
}

function withAccepted(column: Column, accepts: Accepts): Uint8Array {
  const accepted = Uint8Array.from(column.values, (value) => (accepts(value) ? 1 : 0));
  const flags = new Uint8Array(column.rows);
  column.visit((row, value) => {
    if (accepted[value] === 1) flags[row] = 1;
  });
  return flags;
}
