import { remember, remembered } from '#lib/ui'

/** What somebody has filled in, by field. */
export type Values = Readonly<Record<string, string | null>>

const prefix = 'yiwang.draft.'

/** What was typed and not sent: kept in this tab only, since it may be personal data. */
export function loadDraft(key: string): Values | undefined {
  const text = remembered(prefix + key, 'session')
  return text === null ? undefined : (JSON.parse(text) as Values)
}

export function saveDraft(key: string, values: Values): void {
  const filled = Object.values(values).some((value) => value !== null && value !== '')
  remember(prefix + key, filled ? JSON.stringify(values) : null, 'session')
}

export function dropDraft(key: string): void {
  remember(prefix + key, null, 'session')
}
