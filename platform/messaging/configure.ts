import { ProblemError, type Actor, type Handler } from '#lib/http'
import { record } from '#platform/audit'
import { describeChannels } from './channel.ts'
import {
  mayNotConfigure,
  noSuchNotice,
  quietHoursEmpty,
  settingMoved,
  templateMoved,
  unknownVariable,
  type getMessagingSetting,
  type listTemplates,
  type MessagingSetting,
  type setMessagingSetting,
  type writeTemplate,
} from './contract.ts'
import type { Messaging } from './messaging.ts'
import { mayConfigure } from './policy.ts'
import {
  insertTemplate,
  putSetting,
  selectSetting,
  selectTemplates,
  selectTemplateVersions,
  type SettingRow,
} from './store.ts'
import { unknownVariables } from './template.ts'

function assertMay(actor: Pick<Actor, 'role'>): void {
  if (!mayConfigure(actor)) throw new ProblemError(mayNotConfigure)
}

/** The city's settings as they hold: what an administrator said, else what the city's data say. */
export function settingOf(messaging: Messaging, row: SettingRow | undefined): MessagingSetting {
  if (row === undefined) return { ...messaging.city, revision: 0 }
  const { quiet_from: from, quiet_until: until } = row
  return {
    quiet: from === null || until === null ? null : { from, until },
    digestMinutes: row.digest_minutes,
    revision: row.revision,
  }
}

/** Serves the city's settings and what is known of each channel. */
export function getSettingHandler(messaging: Messaging): Handler<typeof getMessagingSetting> {
  return async ({ tx, actor }) => {
    assertMay(actor)
    const [[row]] = await tx.read(selectSetting())
    return { setting: settingOf(messaging, row), channels: describeChannels() }
  }
}

/** Serves a change of the city's settings. */
export function setSettingHandler(messaging: Messaging): Handler<typeof setMessagingSetting> {
  return async ({ tx, actor, body, requestId }) => {
    assertMay(actor)
    const { quiet, digestMinutes, basedOn } = body
    if (quiet !== null && quiet.from === quiet.until) throw new ProblemError(quietHoursEmpty)
    const [[row]] = await tx.read(selectSetting())
    if (settingOf(messaging, row).revision !== basedOn) throw new ProblemError(settingMoved)
    const revision = basedOn + 1
    tx.write(
      putSetting({
        quiet_from: quiet?.from ?? null,
        quiet_until: quiet?.until ?? null,
        digest_minutes: digestMinutes,
        revision,
      }),
    )
    record(tx, { what: 'messaging.set_setting', actor, detail: { quiet, digestMinutes }, requestId })
    return { quiet, digestMinutes, revision }
  }
}

/** Serves the texts of all notices with every version. */
export function listTemplatesHandler(messaging: Messaging): Handler<typeof listTemplates> {
  return async ({ tx, actor }) => {
    assertMay(actor)
    const [rows] = await tx.read(selectTemplateVersions())
    return {
      items: messaging.notices.map((notice) => ({
        notice: notice.code,
        name: notice.name,
        urgent: notice.urgent === true,
        variables: Object.entries(notice.variables).map(([key, { name, example }]) => ({ key, name, example })),
        versions: [
          ...rows
            .filter((row) => row.notice === notice.code)
            .map(({ version, title, body, author_name, written_at }) => ({
              version,
              title,
              body,
              author: author_name,
              writtenAt: written_at.toISOString(),
            })),
          { version: 0, ...notice.template, author: null, writtenAt: null },
        ],
      })),
    }
  }
}

/** Serves a new version of a text. Of two that were begun at once the second learns that it was overtaken. */
export function writeTemplateHandler(messaging: Messaging): Handler<typeof writeTemplate> {
  return async ({ tx, actor, params, body, requestId }) => {
    assertMay(actor)
    const notice = messaging.get(params.notice)
    if (notice === undefined) throw new ProblemError(noSuchNotice)
    const unknown = unknownVariables(body, Object.keys(notice.variables))
    if (unknown.length > 0)
      throw new ProblemError(unknownVariable, { names: unknown.map((name) => `{${name}}`).join(' ') })
    const [[newest]] = await tx.read(selectTemplates([notice.code]))
    if ((newest?.version ?? 0) !== body.basedOn) throw new ProblemError(templateMoved)
    const version = body.basedOn + 1
    const { title, body: text } = body
    tx.write(
      insertTemplate({
        notice: notice.code,
        version,
        title,
        body: text,
        authorId: actor.accountId,
        authorName: actor.name,
      }),
      { template_pkey: () => new ProblemError(templateMoved) },
    )
    record(tx, { what: 'messaging.write_template', actor, subject: notice.code, detail: { version }, requestId })
    return { version }
  }
}
