import { Type, type Static } from 'typebox'
import { sm3Hex } from '#lib/crypto'
import { dayInShanghai } from '#lib/kernel'
import { configurationPart, type ApplyRequest } from '#platform/configuration'
import { GeometrySchema } from './contract.ts'
import type { Ground } from './ground.ts'
import { carryOut, planAreas, readStanding } from './put-areas.ts'
import { geometryOf, roundShape, shapeArea, shapeOf, type Geometry, type Shape } from './shape.ts'
import { allVersions, lockRevision } from './store.ts'

const AreaItem = Type.Object(
  {
    key: Type.String({ pattern: '^\\S{1,64}$' }),
    name: Type.String({ minLength: 1, maxLength: 100 }),
    level: Type.String(),
    parent: Type.Union([Type.String(), Type.Null()]),
    sketch: Type.Boolean(),
    geometry: GeometrySchema,
  },
  { additionalProperties: false },
)
type AreaItem = Static<typeof AreaItem>

/** The areas as they are today. In the other system they hold from the day of the import: its past stays as it was. */
export function areasConfiguration(ground: Ground) {
  return configurationPart<AreaItem>({
    name: 'areas',
    title: { 'zh-CN': '区域与网格', en: 'Areas and grids' },
    version: 1,
    item: AreaItem,
    note: {
      'zh-CN': '带走今天的区域；自导入之日起生效，以前的界线不变',
      en: 'The areas of today; they hold from the day of the import, earlier borders stay',
    },
    fields: {
      name: { 'zh-CN': '名称', en: 'Name' },
      level: { 'zh-CN': '层级', en: 'Level' },
      parent: { 'zh-CN': '上级', en: 'Above' },
      sketch: { 'zh-CN': '示意', en: 'Sketch' },
      geometry: { 'zh-CN': '界线', en: 'Border' },
    },
    label: ({ key, name }) => `${key} ${name}`,
    show: ({ name, level, parent, sketch, geometry }) => ({
      name,
      level,
      ...(parent === null ? {} : { parent }),
      sketch: sketch ? '✓' : '—',
      geometry: borderText(shapeOf(geometry as Geometry)),
    }),
    hold: (tx) => tx.read(lockRevision()),
    async read(reader) {
      const today = dayInShanghai(new Date())
      const [versions] = await reader.read(allVersions())
      const rows = versions.filter((row) => row.valid_from <= today && (row.valid_to === null || row.valid_to > today))
      return rows.map((row) => ({
        key: row.code,
        name: row.name,
        level: row.level,
        parent: row.parent_code,
        sketch: row.sketch,
        geometry: geometryOf(row.geometry as Shape) as AreaItem['geometry'],
      }))
    },
    rights: ['geo.edit'],
    apply: (request) => applyAreas(ground, request),
  })
}

/** A border in a few signs: corners, square kilometres, and a few digits that differ when anything does. */
function borderText(shape: Shape): string {
  const corners = shape.flat(2).length
  return `${corners}点 ${(shapeArea(shape) / 1e6).toFixed(3)}km² ${sm3Hex(JSON.stringify(shape)).slice(0, 6)}`
}

async function applyAreas(ground: Ground, request: ApplyRequest<AreaItem>): Promise<void> {
  const { tx, actor, requestId, changes, refuse } = request
  const standing = await readStanding(tx, ground)
  const validFrom = dayInShanghai(new Date())
  for (const { key } of changes) {
    const last = standing.last.get(key)
    if (last !== undefined && last.validFrom > validFrom)
      refuse({ 'zh-CN': `区域 ${key} 有待生效的变更`, en: `the area ${key} has a change that is yet to begin` })
  }
  const drafts = changes.flatMap(({ after }) =>
    after === undefined
      ? []
      : [
          {
            code: after.key,
            name: after.name,
            level: after.level,
            parentCode: after.parent,
            shape: roundShape(shapeOf(after.geometry as Geometry)),
            sketch: after.sketch,
          },
        ],
  )
  const gone = new Set(changes.filter((change) => change.kind === 'ended').map((change) => change.key))
  const ended = [...standing.last.values()].filter((area) => gone.has(area.code) && area.validTo === null)
  const left = new Map([...standing.last].filter(([code]) => !gone.has(code)))
  const { levels } = ground.settings
  const { findings } = planAreas(drafts, { ...standing, last: left }, { levels, sliverM2: 10, endMissing: false })
  const fault = findings.find((finding) => finding.severity === 'error')
  if (fault !== undefined)
    refuse({
      'zh-CN': `区域 ${fault.code} 有误（${fault.kind}）`,
      en: `the area ${fault.code} is not right (${fault.kind})`,
    })
  const added = new Set(changes.filter((change) => change.kind === 'added').map((change) => change.key))
  // Whether borders are a sketch is said of one change as a whole.
  for (const sketch of [true, false]) {
    const own = drafts.filter((draft) => draft.sketch === sketch)
    const plan = {
      added: own.filter(({ code }) => added.has(code)),
      changed: own.filter(({ code }) => !added.has(code)),
      unchanged: 0,
      ended: sketch ? ended : [],
      findings: [],
    }
    carryOut(tx, ground, standing, plan, { validFrom, sketch, actor, requestId, what: 'geo.import_areas' })
  }
}
