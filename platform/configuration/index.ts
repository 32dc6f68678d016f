import './audit.ts'
import { serve, type App } from '#lib/http'
import { record } from '#platform/audit'
import { exportConfiguration, importConfiguration, listConfiguration, planConfiguration } from './contract.ts'
import { exportText, importFile, planImport, rightsOfParts, type ConfigurationDesk } from './move-configuration.ts'
import { mayMove, requireMover } from './policy.ts'

export { claimCity } from './claim-city.ts'
export { exportText, importFile, planImport, rightsOfParts, type ConfigurationDesk } from './move-configuration.ts'
export { configurationPart, toldPart, type ApplyRequest, type ConfigurationPart, type Item } from './part.ts'

/** Serves the configuration as a file: what there is, the file, what a file would change, and its import. */
export function serveConfiguration(app: App, desk: ConfigurationDesk): void {
  const rights = rightsOfParts(desk)
  app.allow((actor) => (mayMove(actor) ? rights : []))
  serve(app, listConfiguration, async ({ tx, actor }) => {
    requireMover(actor)
    const parts = []
    for (const part of desk.parts) {
      const { name, title, version, note, read, apply } = part
      parts.push({
        name,
        title,
        note: note ?? null,
        version,
        items: (await read(tx)).length,
        told: apply === undefined,
      })
    }
    return { city: { code: desk.city.code, name: desk.city.name }, parts }
  })
  serve(app, exportConfiguration, async ({ tx, actor, query, requestId }) => {
    requireMover(actor)
    const { text, parts } = await exportText(desk, tx, query.parts)
    record(tx, { what: 'configuration.export', actor, detail: { parts: parts.join(', ') }, requestId })
    return { fileName: `yiwang-${desk.city.code}.json`, text }
  })
  serve(app, planConfiguration, async ({ tx, actor, query, body, language }) => {
    requireMover(actor)
    return planImport(desk, tx, { bytes: body, parts: query.parts, language })
  })
  serve(app, importConfiguration, async ({ tx, actor, query, body, language, requestId }) => {
    requireMover(actor)
    const { parts, plan, otherCity = false } = query
    return importFile(desk, { tx, actor, requestId, bytes: body, parts, plan, otherCity, language })
  })
}
