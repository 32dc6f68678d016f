/**
 * How a figure is written wherever it stands: thousands parted by commas, in both languages. What only numbers something
 * (a year, a row, a version) is no figure.
 */
export function figure(amount: number): string {
  return amount.toLocaleString('en-US')
}

/** Names under which sentences are given a number that counts nothing. */
const ordinals = new Set(['year', 'row', 'line', 'version', 'based', 'revision', 'round', 'from', 'to'])

/** The values of a sentence as they are written into it. */
export function figuresIn(values: Readonly<Record<string, string | number>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'number' && !ordinals.has(name) ? figure(value) : String(value),
    ]),
  )
}
