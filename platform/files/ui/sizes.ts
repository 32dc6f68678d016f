/** A size as people say it: 812 B, 34.5 KB, 1.2 GB. */
export function sizeText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  const units = ['KB', 'MB', 'GB', 'TB']
  let value = bytes / 1024
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit += 1
  }
  return `${value < 100 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

export function megabytes(bytes: number | undefined): number {
  return Math.round((bytes ?? 0) / 1024 / 1024)
}
