import './import-audit.ts'
import { serve, serveBytes, type App } from '#lib/http'
import {
  discardImport,
  getImport,
  getReport,
  listFaults,
  listImports,
  listMappings,
  lookAtImport,
  mapImport,
  removeMapping,
  resumeImport,
  startImport,
  stopImport,
  uploadImport,
} from './import-contract.ts'
import { fileModule, kindOf, type ImportDesk } from './import-desk.ts'
import { lookAtImportHandler } from './import-look.ts'
import { mapImportHandler } from './import-map.ts'
import { getImportHandler, listFaultsHandler, listImportsHandler, listMappingsHandler, removeMappingHandler } from './import-read.ts' // prettier-ignore
import { getReportHandler } from './import-report.ts'
import { discardImportHandler, resumeImportHandler, startImportHandler, stopImportHandler } from './import-steer.ts'
import { selectRun } from './import-store.ts'
import { mayCarryOn } from './policy.ts'
import { uploadImportHandler } from './import-upload.ts'

export type { ImportDesk } from './import-desk.ts'
export { registerImportJob, resumeImports, streamImports } from './import-job.ts'
export { importOrders } from './import-orders.ts'
export type { ImportProfile } from './map-rows.ts'

/** Serves the hotline's own routes: the import of orders. */
export function serveHotline(app: App, desk: ImportDesk): void {
  serve(app, uploadImport, uploadImportHandler(desk))
  serve(app, listImports, listImportsHandler(desk))
  serve(app, getImport, getImportHandler(desk))
  serve(app, lookAtImport, lookAtImportHandler(desk))
  serve(app, mapImport, mapImportHandler(desk))
  serve(app, startImport, startImportHandler(desk))
  serve(app, stopImport, stopImportHandler(desk))
  serve(app, resumeImport, resumeImportHandler(desk))
  serve(app, discardImport, discardImportHandler(desk))
  serve(app, listFaults, listFaultsHandler(desk))
  serveBytes(app, getReport, getReportHandler(desk))
  serve(app, listMappings, listMappingsHandler(desk))
  serve(app, removeMapping, removeMappingHandler(desk))
  const mayRead = async (...[actor, id, reader]: Parameters<SubjectRule>): Promise<boolean> => {
    const [[run]] = await reader.read(selectRun(id))
    return run !== undefined && mayCarryOn(kindOf(desk), run, actor)
  }
  desk.files.policies.set(fileModule, { mayRead, mayReadOriginal: mayRead })
}

type SubjectRule = Parameters<ImportDesk['files']['policies']['set']>[1]['mayRead']
