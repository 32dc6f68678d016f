import type { CaseDesk } from '#core/cases'
import { serve, type App } from '#lib/http'
import { importOrders as importOrdersRoute } from './contract.ts'
import { importOrders } from './import-orders.ts'
import type { ImportProfile } from './map-rows.ts'

export { importOrders, type ImportRequest } from './import-orders.ts'
export type { ImportProfile } from './map-rows.ts'

/** Serves the hotline's own routes: the import of orders. */
export function serveHotline(app: App, desk: CaseDesk, profile: ImportProfile): void {
  serve(app, importOrdersRoute, async ({ body, query, actor, language }) =>
    importOrders(desk, profile, actor, {
      fileName: query.fileName,
      bytes: body,
      dryRun: query.dryRun === true,
      goodRowsOnly: query.goodRowsOnly === true,
      language,
    }),
  )
}
