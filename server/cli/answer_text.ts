/** Plain text for people: one `name: value` a line, tables for lists of rows. Only the form without `--json`; scripts read the JSON. */
export function textOf(answer: unknown): string {
  if (Array.isArray(answer)) return tableOf(answer);
  if (typeof answer !== 'object' || answer === null) return String(answer);
  return Object.entries(answer)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${valueText(value)}`)
    .join('\n');
}

function valueText(value: unknown): string {
  if (typeof value === 'number') return numberText(value);
  if (Array.isArray(value) && value.every((item) => typeof item === 'number')) return value.map(numberText).join(' – ');
  if (Array.isArray(value)) return value.length === 0 ? 'none' : `\n${indent(tableOf(value))}`;
  if (typeof value === 'object' && value !== null) {
    const inner = textOf(value);
    return inner === '' ? 'none' : `\n${indent(inner)}`;
  }
  return String(value);
}

function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(5).replace(/\.?0+$/, '');
}

const indent = (text: string) =>
  text
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');

function tableOf(rows: readonly unknown[]): string {
  return rows
    .map((row) =>
      typeof row === 'object' && row !== null
        ? Object.values(row)
            .filter((cell) => cell !== undefined)
            .map(cellText)
            .join('  ')
        : String(row),
    )
    .join('\n');
}

function cellText(cell: unknown): string {
  if (typeof cell === 'number') return numberText(cell);
  return typeof cell === 'string' ? cell : JSON.stringify(cell);
}
