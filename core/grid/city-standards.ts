import { Value } from 'typebox/value'
import { readSheet } from '#lib/sheet'
import {
  confidences,
  GridSettings,
  stageUnits,
  standardId,
  type Confidence,
  type ItemKind,
  type StageUnit,
  type StandardContent,
  type StandardKey,
} from './definition.ts'
import { checkDraft, draftOfRow, mapHeadings, missingFields, sayFaults } from './fields.ts'
import type { StageOpening } from './store.ts'

/** A city's files of standards and limits. */
export interface GridFiles {
  readonly settings: unknown
  /** CSV in UTF-8 */
  readonly standards: Uint8Array
  readonly stageLimits: Uint8Array
  readonly synonyms: Uint8Array
}

/** What stands beside: the items of the city's dictionaries, and its roles. */
export interface CityGround {
  readonly items: (dictionary: string, version: string) => ReadonlyMap<string, string>
  readonly roles: ReadonlySet<string>
}

/** A city's standards, good as a whole. */
export interface GridSeed {
  readonly settings: GridSettings
  readonly standards: readonly { readonly key: StandardKey; readonly content: StandardContent }[]
  readonly stageLimits: readonly Omit<StageOpening, 'revision' | 'validFrom'>[]
  /** part of an item's name → what people say instead */
  readonly synonyms: ReadonlyMap<string, readonly string[]>
}

/** Of a city that files its cases without standards. */
export const noStandards: GridSeed = {
  settings: { editors: [], validFrom: '1970-01-01', versions: [] },
  standards: [],
  stageLimits: [],
  synonyms: new Map(),
}

/** Reads a city's standards. Throws with the first faults, each with file, row and reason. */
export function readGrid(files: GridFiles, ground: CityGround): GridSeed {
  const { settings } = files
  if (!Value.Check(GridSettings, settings)) {
    const errors = [...Value.Errors(GridSettings, settings)].map((one) => `${one.instancePath} ${one.message}`)
    throw new Error(`grid.json is not valid:\n  ${errors.join('\n  ')}`)
  }
  const faults: string[] = settings.editors
    .filter((role) => !ground.roles.has(role))
    .map((role) => `grid.json: there is no role ${role}`)
  // Asked for by every row of the standards, and read from files each time.
  const known = new Map<string, ReadonlyMap<string, string>>()
  const itemsOf = (version: string, kind: ItemKind): ReadonlyMap<string, string> => {
    const from = settings.versions.find((one) => one.code === version)?.items[kind]
    const key = `${version} ${kind}`
    const items = known.get(key) ?? (from === undefined ? new Map() : ground.items(from.dictionary, from.version))
    known.set(key, items)
    return items
  }
  for (const { code, items } of settings.versions) {
    for (const kind of ['component', 'event'] as const)
      if (items[kind] !== undefined && itemsOf(code, kind).size === 0)
        faults.push(`grid.json: version ${code} finds no ${kind}s in the dictionary ${items[kind].dictionary}`)
  }
  const seed = {
    settings,
    standards: readStandards(files.standards, settings, itemsOf, faults),
    stageLimits: readStageLimits(files.stageLimits, ground, faults),
    synonyms: readSynonyms(
      files.synonyms,
      settings.versions.flatMap(({ code }) => [
        ...itemsOf(code, 'component').values(),
        ...itemsOf(code, 'event').values(),
      ]),
      faults,
    ),
  }
  if (faults.length > 0)
    throw new Error(
      `The city's standards are not good (${faults.length} faults):\n  ${faults.slice(0, 20).join('\n  ')}`,
    )
  return seed
}

function readStandards(
  bytes: Uint8Array,
  settings: GridSettings,
  itemsOf: (version: string, kind: ItemKind) => ReadonlyMap<string, string>,
  faults: string[],
): GridSeed['standards'] {
  const file = 'standards.csv'
  const sheet = readSheet(bytes)
  const fields = mapHeadings(sheet.headings)
  const missing = missingFields(fields)
  if (missing.length > 0) throw new Error(`${file}: columns missing: ${missing.join(', ')}`)
  const ground = {
    versions: new Set(settings.versions.map((one) => one.code)),
    hasKind: (version: string, kind: ItemKind) => itemsOf(version, kind).size > 0,
    hasItem: (version: string, kind: ItemKind, item: string) => itemsOf(version, kind).has(item),
  }
  const seen = new Set<string>()
  return sheet.rows.map((cells, at) => {
    const { key, content, faults: own } = checkDraft(draftOfRow(fields, cells), ground)
    if (own.length > 0) faults.push(`${file} row ${at + 2}: ${sayFaults(own, 'en')}`)
    else if (seen.has(standardId(key))) faults.push(`${file} row ${at + 2}: repeats ${standardId(key)}`)
    seen.add(standardId(key))
    return { key, content }
  })
}

const stageFields = ['code', 'stage', 'name', 'nameEn', 'rule', 'value', 'unit', 'by', 'confidence', 'source', 'note']

function readStageLimits(bytes: Uint8Array, { roles }: CityGround, faults: string[]): GridSeed['stageLimits'] {
  const file = 'stage-limits.csv'
  const seen = new Set<string>()
  return rowsOf(file, bytes, stageFields).map((row, at) => {
    const say = (what: string): void => void faults.push(`${file} row ${at + 2}: ${what}`)
    const { code = '', stage = '', name = '', nameEn = '', rule = '', value = '', unit = '', by = '' } = row
    const { confidence = '', source = '', note = '' } = row
    if (!/^[a-z][a-z-]{0,31}$/.test(code)) say('code: small letters and hyphens')
    if (seen.has(code)) say(`code: repeats ${code}`)
    seen.add(code)
    if (stage === '' || name === '' || nameEn === '' || rule === '') say('stage, name, nameEn and rule are required')
    if ((value === '') !== (unit === '')) say('value and unit go together')
    if (value !== '' && !(/^[1-9]\d{0,3}$/.test(value) && Number(value) <= 1000))
      say('value: a whole number from 1 to 1000')
    if (unit !== '' && !(stageUnits as readonly string[]).includes(unit)) say(`unit: one of ${stageUnits.join(', ')}`)
    if (by !== '' && !roles.has(by)) say(`by: there is no role ${by}`)
    if (!(confidences as readonly string[]).includes(confidence)) say('confidence: high, medium or low')
    return {
      code,
      stage,
      name,
      nameEn,
      position: (at + 1) * 10,
      rule,
      limit: value === '' ? null : { value: Number(value), unit: unit as StageUnit },
      by: by === '' ? null : by,
      confidence: confidence as Confidence,
      source,
      note,
    }
  })
}

function readSynonyms(bytes: Uint8Array, names: readonly string[], faults: string[]): GridSeed['synonyms'] {
  const file = 'synonyms.csv'
  return new Map(
    rowsOf(file, bytes, ['name', 'words']).map(({ name = '', words = '' }, at) => {
      const list = words.split('、').filter((word) => word !== '')
      if (list.length === 0) faults.push(`${file} row ${at + 2}: words are required, with 、 between them`)
      if (!names.some((one) => one.includes(name)))
        faults.push(`${file} row ${at + 2}: no item is called anything with ${name}`)
      return [name, list] as const
    }),
  )
}

function rowsOf(file: string, bytes: Uint8Array, fields: readonly string[]): Record<string, string>[] {
  const sheet = readSheet(bytes)
  const missing = fields.filter((field) => !sheet.headings.includes(field))
  if (missing.length > 0) throw new Error(`${file}: columns missing: ${missing.join(', ')}`)
  return sheet.rows.map((cells) => Object.fromEntries(sheet.headings.map((heading, at) => [heading, cells[at] ?? ''])))
}
