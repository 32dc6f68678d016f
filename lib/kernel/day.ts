const shanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', year: 'numeric', month: '2-digit', day: '2-digit' })

/** The calendar day of an instant in Asia/Shanghai, as YYYY-MM-DD. */
export function dayInShanghai(instant: Date): string {
  return shanghai.format(instant)
}
