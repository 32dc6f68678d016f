const shanghaiMs = 8 * 3_600_000

/** A moment as a `datetime-local` input holds it, in Shanghai's time. */
export function toLocal(at: string): string {
  return new Date(Date.parse(at) + shanghaiMs).toISOString().slice(0, 16)
}

/** What a `datetime-local` input holds, read in Shanghai's time. */
export function fromLocal(text: string): string {
  return new Date(`${text}:00+08:00`).toISOString()
}
