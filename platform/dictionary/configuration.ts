import { Type, type Static } from 'typebox'
import type { Reader } from '#lib/db'
import { configurationPart, type ApplyRequest } from '#platform/configuration'
import { record } from '#platform/audit'
import { checkEntry, neighboursOf, surroundingsOf } from './check-entry.ts'
import { EntryContent, keyText, type DictionaryDefinition, type EntryKey } from './definition.ts'
import { sayChanged, type DictionaryDesk } from './desk.ts'
import { changeSetOf, isPlanned, nextMoment, presentOf, type PlannedRow } from './plan-rows.ts'
import { fieldName, makerOf } from './situation.ts'
import { lockDictionary, selectKnown, selectValidKeys, type KnownRow, type ValidRow } from './store.ts'
import { changeStatements } from './store-changes.ts'

const EntryItem = Type.Object(
  {
    key: Type.String(),
    dictionary: Type.String(),
    version: Type.String(),
    kind: Type.String(),
    code: Type.String(),
    ...EntryContent.properties,
  },
  { additionalProperties: false },
)
type EntryItem = Static<typeof EntryItem>
type EntryChange = ApplyRequest<EntryItem>['changes'][number]

/** The entries of all dictionaries as they are valid now. What a dictionary is lies in the city's folder. */
export function dictionaryConfiguration(desk: DictionaryDesk) {
  return configurationPart<EntryItem>({
    name: 'dictionary',
    title: { 'zh-CN': '数据字典', en: 'Dictionaries' },
    version: 1,
    item: EntryItem,
    note: {
      'zh-CN': '只带走当前有效的条目，待生效的变更不带走；导入即时生效',
      en: 'Entries as they are valid now, planned changes stay behind; an import takes effect at once',
    },
    fields: {
      name: { 'zh-CN': '名称', en: 'Name' },
      nameEn: { 'zh-CN': '英文名称', en: 'English name' },
      parent: { 'zh-CN': '上级代码', en: 'Parent code' },
      position: { 'zh-CN': '顺序', en: 'Position' },
      attributes: { 'zh-CN': '属性', en: 'Attribute' },
      confidence: { 'zh-CN': '可信度', en: 'Confidence' },
      source: { 'zh-CN': '依据', en: 'Source' },
      note: { 'zh-CN': '备注', en: 'Note' },
    },
    label: ({ dictionary, code, name }) =>
      `${desk.book.definition(dictionary)?.name['zh-CN'] ?? dictionary} ${code} ${name}`,
    async hold(tx) {
      await tx.read(...desk.book.definitions().map((one) => lockDictionary(one.code)))
    },
    read: async (reader) =>
      (await readKnown(desk, reader)).flatMap(({ definition, known }) => itemsOf(definition, known)),
    rights: ['dictionary.edit'],
    apply: (request) => applyEntries(desk, request),
  })
}

async function readKnown(
  desk: DictionaryDesk,
  reader: Reader,
): Promise<{ definition: DictionaryDefinition; known: KnownRow[] }[]> {
  const definitions = desk.book.definitions().toSorted((a, b) => (a.code < b.code ? -1 : 1))
  const now = desk.now()
  const rows = await reader.read(...definitions.map((one) => selectKnown(one.code, now)))
  return definitions.map((definition, at) => ({ definition, known: rows[at] as KnownRow[] }))
}

function itemsOf({ code: dictionary }: DictionaryDefinition, known: readonly KnownRow[]): EntryItem[] {
  return known
    .flatMap((row) => {
      const content = presentOf(row)
      if (content === undefined) return []
      const { version, kind, code } = row
      return [{ key: `${dictionary} ${keyText(row)}`, dictionary, version, kind, code, ...content }]
    })
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
}

async function applyEntries(desk: DictionaryDesk, request: ApplyRequest<EntryItem>): Promise<void> {
  const { tx, actor, requestId, reason, refuse } = request
  const now = desk.now()
  const groups = Map.groupBy(request.changes, (change) => (change.after ?? change.before)!.dictionary)
  const all = new Map((await readKnown(desk, tx)).map((one) => [one.definition.code, one]))
  const valid = new Map<string, ValidRow[]>()
  const dictionaries = [...all.keys()]
  const keys = await tx.read(...dictionaries.map((code) => selectValidKeys(code, now)))
  for (const [at, code] of dictionaries.entries())
    valid.set(code, after(keys[at] as ValidRow[], groups.get(code) ?? []))
  for (const [code, changes] of groups) {
    const { definition, known } =
      all.get(code) ?? refuse({ 'zh-CN': `本系统没有字典 ${code}`, en: `there is no dictionary ${code} here` })
    const byKey = new Map(known.map((row) => [keyText(row), row]))
    const around = surroundingsOf(code, new Map(neighboursOf(definition).map((one) => [one, valid.get(one) ?? []])))
    const rows: PlannedRow[] = []
    const endings = []
    for (const { kind, before, after: wanted } of changes) {
      const item = (wanted ?? before)!
      const own = byKey.get(keyText(item))
      if (own !== undefined && isPlanned(own, now))
        refuse({
          'zh-CN': `${item.code} 有待生效的变更，请先撤回`,
          en: `${item.code} has a planned change: withdraw it`,
        })
      if (kind === 'ended') {
        const below = valid
          .get(code)!
          .find((one) => one.parent !== null && keyText({ ...one, code: one.parent }) === keyText(item))
        if (below !== undefined)
          refuse({
            'zh-CN': `${item.code} 之下还有 ${below.code}`,
            en: `${below.code} still stands below ${item.code}`,
          })
        endings.push({ entryId: own!.id, revision: own!.revision!, at: nextMoment(own, now), by: actor.name, reason })
        continue
      }
      const { key: _, dictionary: __, ...draft } = item
      if (item.key !== `${code} ${keyText(item)}`)
        refuse({ 'zh-CN': `编号不符：${item.key}`, en: `not its key: ${item.key}` })
      const { content, faults } = checkEntry(definition, draft, around)
      const [fault] = faults
      if (fault !== undefined)
        refuse({
          'zh-CN': `${item.code} ${fieldName(definition, fault.field, 'zh-CN')}${fault.fault['zh-CN']}`,
          en: `${item.code} ${fieldName(definition, fault.field, 'en')} ${fault.fault.en}`,
        })
      const what = own?.revision == null ? 'added' : 'changed'
      rows.push({ row: 0, key: item, values: new Map(), content, faults, known: own, what })
    }
    const set = changeSetOf(rows, (own) => nextMoment(own, now), true)
    const edited = new Map([...set.edited, ...endings.map((one) => [one.entryId, true] as const)])
    const whole = { ...set, edited, endings: [...set.endings, ...endings] }
    for (const statement of changeStatements(code, whole, makerOf(actor, 'imported', reason))) tx.write(statement)
    const detail = { fileName: reason, rows: changes.length, bad: 0, written: changes.length }
    record(tx, { what: 'dictionary.entries_imported', actor, subject: code, detail, requestId })
    sayChanged(desk, tx, code, changes.length)
  }
}

/** The keys that are valid once a dictionary's changes are made. */
function after(keys: readonly ValidRow[], changes: readonly EntryChange[]): ValidRow[] {
  const touched = new Set(changes.map((change) => keyText((change.after ?? change.before)!)))
  const fresh = changes.flatMap(({ after: item }) => (item === undefined ? [] : [rowOf(item)]))
  return [...keys.filter((key) => !touched.has(keyText(key))), ...fresh]
}

function rowOf({ version, kind, code, parent, position }: EntryKey & EntryItem): ValidRow {
  return { version, kind, code, parent, position }
}
