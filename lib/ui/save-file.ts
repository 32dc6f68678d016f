const keptMs = 10_000

/** Gives the browser a file to keep. A text for spreadsheets begins with the mark (U+FEFF) that says it is UTF-8. */
export function saveFile(content: Blob | string, name: string, type = 'text/csv;charset=utf-8'): void {
  const address = URL.createObjectURL(typeof content === 'string' ? new Blob([content], { type }) : content)
  Object.assign(document.createElement('a'), { href: address, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(address), keptMs)
}
