/** A text in a table, and how it is painted. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

const GAP = '  ';

/** Returns the rows of a table as lines. Its texts have no escape sequences: those of `paint` have no width. */
export function alignColumns(rows: readonly (readonly Cell[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, { text }] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, text.length);
  }
  return rows.map((row) =>
    row
      .map(
        ({ text, paint = (plain: string) => plain }, column) => paint(text) + ' '.repeat(widths[column]! - text.length),
      )
      .join(GAP)
      .trimEnd(),
  );
}
