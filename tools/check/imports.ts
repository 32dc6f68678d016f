import { builtinModules } from 'node:module'
import { posix } from 'node:path'
import { listFiles, listSources, readText } from './files.ts'
import type { Finding } from './finding.ts'
import { browserModules, doorOf, isTest, isWorkshop, placeOf, serverPackages } from './house.ts'
import { type ImportUse, parseSource } from './parse.ts'

type Source = { file: string; imports: ImportUse[] }

/**
 * The rules of the house that are about imports: downwards only, through doors only, nothing of the server in the
 * browser, no cycle between modules.
 */
export function checkImports(root: string): Finding[] {
  const findings: Finding[] = []
  const sources = new Map<string, Source>()
  for (const file of listSources(root)) {
    const { imports, errors } = parseSource(file, readText(root, file))
    // A file that cannot be read would otherwise pass for one without imports.
    for (const error of errors) findings.push({ file, line: error.line, message: `cannot be parsed: ${error.text}` })
    sources.set(file, { file, imports })
  }
  const files = new Set(listFiles(root))
  for (const source of sources.values()) findings.push(...checkDoors(source))
  findings.push(...checkBrowser(sources, files))
  findings.push(...checkCycles(sources))
  return findings
}

/** The path a relative import names. */
function resolveRelative(file: string, specifier: string): string {
  return posix.join(posix.dirname(file), specifier.replace(/[?#].*$/, ''))
}

const isRelative = (specifier: string): boolean => /^\.\.?(?:\/|$)/.test(specifier)

function checkDoors({ file, imports }: Source): Finding[] {
  const findings: Finding[] = []
  const here = placeOf(file)
  const add = (line: number, message: string): void => void findings.push({ file, line, message })
  if (here.area === 'cities') add(1, 'cities/ holds data only (JSON), no code')
  for (const { specifier, line } of imports) {
    if (isRelative(specifier)) {
      const target = placeOf(resolveRelative(file, specifier))
      // Root files (configurations) have no module of their own and reach into the workshops.
      if (target.unit !== here.unit && !(here.area === '' && isWorkshop(target.area)))
        add(
          line,
          `'${specifier}' leaves ${here.unit || 'the root'}: import the other module by its door (#layer/module)`,
        )
      continue
    }
    if (specifier.startsWith('/')) add(line, `'${specifier}' is an absolute path`)
    if (!specifier.startsWith('#')) continue
    const door = doorOf(specifier)
    if (!door) {
      add(line, `'${specifier}' goes around the doors: only #layer/module, …/contract and …/ui can be imported`)
      continue
    }
    if (door.kind === 'database') continue
    if (door.unit === here.unit) {
      add(line, `'${specifier}' is this module's own door: import relatively inside a module`)
      continue
    }
    if (door.area === 'apps') {
      if (!isTest(file)) add(line, `'${specifier}': only tests and the workshops may import an app`)
      continue
    }
    if (door.unit === 'lib/testing' && !isTest(file)) add(line, `'${specifier}' may only be imported by tests`)
    const height = placeOf(`${door.unit}/index.ts`).height ?? 0
    if (here.height !== undefined && height > here.height)
      add(
        line,
        `'${specifier}' points upwards: ${here.area} knows nothing of ${door.area}; what must travel up is an event`,
      )
  }
  return findings
}

/** Whether a file runs in the browser by where it lies: ui folders, contracts, and apps that Vite builds. */
function isBrowserPlace(file: string, files: ReadonlySet<string>): boolean {
  const { area, unit, height } = placeOf(file)
  if (height === undefined || isTest(file)) return false
  const inside = file.slice(unit.length + 1)
  if (browserModules.includes(unit)) return true
  if (area === 'apps') return files.has(`${unit}/vite.config.ts`) && !inside.startsWith('vite.config.')
  return inside === 'contract.ts' || file.split('/').slice(1, -1).includes('ui')
}

const builtins = new Set(builtinModules)
const packageOf = (specifier: string): string => /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier

function checkBrowser(sources: Map<string, Source>, files: ReadonlySet<string>): Finding[] {
  const findings: Finding[] = []
  const entries = [...sources.keys()].filter((file) => isBrowserPlace(file, files))
  // Whatever browser code imports relatively is browser code too, and is held to the same rules.
  const reach = (from: string[]): Set<string> => {
    const seen = new Set(from)
    for (const file of seen) {
      for (const { specifier } of sources.get(file)?.imports ?? []) {
        const target = resolveRelative(file, specifier)
        if (isRelative(specifier) && sources.has(target)) seen.add(target)
      }
    }
    return seen
  }
  const contracts = reach(entries.filter((file) => file.endsWith('/contract.ts')))
  const shared = new Set([...contracts, ...entries])
  for (const file of shared) {
    for (const { specifier, line } of sources.get(file)?.imports ?? []) {
      const message = browserProblem(file, specifier, files, shared)
      if (message) findings.push({ file, line, message: `browser code: ${message}` })
    }
  }
  return findings
}

function browserProblem(
  file: string,
  specifier: string,
  files: ReadonlySet<string>,
  shared: ReadonlySet<string>,
): string | undefined {
  if (isRelative(specifier)) {
    const target = resolveRelative(file, specifier)
    const isCode = /\.[cm]?[jt]sx?$/.test(target)
    if (isCode && !shared.has(target) && placeOf(target).unit === placeOf(file).unit)
      return `'${specifier}' is server code: only the contract and what it imports is shared with the browser`
    return undefined
  }
  if (specifier.startsWith('#')) {
    const door = doorOf(specifier)
    if (door?.kind === 'database') return `'${specifier}' describes tables, which the browser never sees`
    // The door of a module such as lib/ui, which is browser code as a whole, is no server door.
    if (
      door?.kind === 'server' &&
      door.area !== 'apps' &&
      !isBrowserPlace(`${door.unit}/index.ts`, files) &&
      !door.unit.endsWith('/ui')
    )
      return `'${specifier}' is a server door: import ${specifier}/contract or ${specifier}/ui`
    return undefined
  }
  if (specifier.startsWith('node:') || builtins.has(packageOf(specifier))) return `'${specifier}' is part of Node`
  if (serverPackages.some((pattern) => pattern.test(packageOf(specifier)))) return `'${specifier}' is a server package`
  return undefined
}

function checkCycles(sources: Map<string, Source>): Finding[] {
  type Edge = { to: string; file: string; line: number }
  const edges = new Map<string, Edge[]>()
  for (const { file, imports } of sources.values()) {
    // Tests may look at an app from anywhere; that is no dependency of the module.
    if (isTest(file)) continue
    const { unit, height } = placeOf(file)
    if (height === undefined) continue
    for (const { specifier, line } of imports) {
      const to = isRelative(specifier) ? placeOf(resolveRelative(file, specifier)).unit : doorOf(specifier)?.unit
      if (to === undefined || to === unit || to === 'database') continue
      const list = edges.get(unit) ?? []
      if (!list.some((edge) => edge.to === to)) list.push({ to, file, line })
      edges.set(unit, list)
    }
  }
  const findings: Finding[] = []
  const done = new Set<string>()
  const visit = (unit: string, path: string[]): void => {
    for (const edge of edges.get(unit) ?? []) {
      const start = path.indexOf(edge.to)
      if (start !== -1) {
        const cycle = [...path.slice(start), edge.to].join(' → ')
        findings.push({ file: edge.file, line: edge.line, message: `cycle between modules: ${cycle}` })
      } else if (!done.has(edge.to)) visit(edge.to, [...path, edge.to])
    }
    done.add(unit)
  }
  for (const unit of [...edges.keys()].sort()) if (!done.has(unit)) visit(unit, [unit])
  return findings
}
