import dayjs, { type Dayjs } from 'dayjs'

/** The day chosen in a picker, as YYYY-MM-DD; the picker knows days, not moments. */
export function dayOf(picked: Dayjs): string {
  return picked.format('YYYY-MM-DD')
}

export function pickerDay(day: string | undefined): Dayjs | null {
  return day === undefined ? null : dayjs(day)
}
