import { ProblemError, type Handler } from '#lib/http'
import { record } from '#platform/audit'
import { noSuchNotice, quietHoursEmpty, type getPreference, type Preference, type setPreference } from './contract.ts'
import { digestNotice } from './digest.ts'
import type { Messaging } from './messaging.ts'
import { putPreference, selectPreferences, selectSetting, type PreferenceRow } from './store.ts'

/** Serves how one is told, and of what. */
export function getPreferenceHandler(messaging: Messaging): Handler<typeof getPreference> {
  return async ({ tx, actor }) => {
    const [[row], [setting]] = await tx.read(selectPreferences([actor.accountId]), selectSetting())
    const city =
      setting === undefined
        ? messaging.city.quiet
        : setting.quiet_from === null || setting.quiet_until === null
          ? null
          : { from: setting.quiet_from, until: setting.quiet_until }
    return {
      preference: row === undefined ? { quietMode: 'city' as const, quiet: null, muted: [] } : toPreference(row),
      cityQuiet: city,
      notices: messaging.notices
        .filter(({ code, concerns }) => code !== digestNotice.code && concerns?.includes(actor.role) !== false)
        .map(({ code, name, urgent }) => ({ code, name, urgent: urgent === true })),
    }
  }
}

/** Serves a change of it. */
export function setPreferenceHandler(messaging: Messaging): Handler<typeof setPreference> {
  return async ({ tx, actor, body, requestId }) => {
    const { quietMode, quiet, muted } = body
    if (muted.some((code) => messaging.get(code) === undefined)) throw new ProblemError(noSuchNotice)
    if (quietMode === 'own' && (quiet === null || quiet.from === quiet.until)) throw new ProblemError(quietHoursEmpty)
    const own = quietMode === 'own' ? quiet : null
    tx.write(
      putPreference({
        account_id: actor.accountId,
        quiet_mode: quietMode,
        quiet_from: own?.from ?? null,
        quiet_until: own?.until ?? null,
        muted,
      }),
    )
    record(tx, { what: 'messaging.set_preference', actor, subject: actor.accountId, requestId })
    return { quietMode, quiet: own, muted }
  }
}

function toPreference({ quiet_mode, quiet_from, quiet_until, muted }: PreferenceRow): Preference {
  return {
    quietMode: quiet_mode as Preference['quietMode'],
    quiet: quiet_from === null || quiet_until === null ? null : { from: quiet_from, until: quiet_until },
    muted,
  }
}
