const day = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
})

/** The day of a moment in Asia/Shanghai, as YYYY-MM-DD. */
export function shortDay(at: string | Date): string {
  return day.format(typeof at === 'string' ? new Date(at) : at)
}
