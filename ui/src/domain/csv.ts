/** Tables as text that spreadsheets open. */

/** Comma-separated values as RFC 4180 writes them; no cell is taken for a formula. */
export function csvText(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return `${[columns, ...rows].map((row) => row.map(field).join(',')).join('\r\n')}\r\n`
}

function field(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const plain = typeof value === 'string' ? value : JSON.stringify(value)
  // Spreadsheets run a cell that begins so; the sign of a plain number is harmless.
  const text = /^[=+\-@\t\r]/.test(plain) && !/^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(plain) ? `'${plain}` : plain
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
