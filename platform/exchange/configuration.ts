import { Type, type Static } from 'typebox'
import { emit } from '#lib/events'
import { ProblemError } from '#lib/http'
import { record } from '#platform/audit'
import { configurationPart, type ApplyRequest } from '#platform/configuration'
import { ExchangeChanged } from './contract.ts'
import { wakeAfter, type ExchangeDesk } from './desk.ts'
import { detailsOf } from './manage-systems.ts'
import { insertSystem, lockSystems, selectSystems, updateSystem } from './store.ts'

const SystemItem = Type.Object(
  {
    key: Type.String({ pattern: '^[a-z][a-z0-9_-]{1,39}$' }),
    name: Type.String({ minLength: 1, maxLength: 80, pattern: '\\S' }),
    direction: Type.Union([Type.Literal('in'), Type.Literal('out'), Type.Literal('both')]),
    address: Type.Union([Type.String({ minLength: 1, maxLength: 500 }), Type.Null()]),
  },
  { additionalProperties: false },
)
type SystemItem = Static<typeof SystemItem>

/**
 * The outside systems without what opens them: no keys, and no contact and note, which name people. A system that comes
 * in is off until somebody here gives it a key and switches it on.
 */
export function exchangeConfiguration(desk: ExchangeDesk) {
  return configurationPart<SystemItem>({
    name: 'systems',
    title: { 'zh-CN': '外部系统', en: 'Outside systems' },
    version: 1,
    item: SystemItem,
    note: {
      'zh-CN': '不含密钥、联系人和备注；新系统导入后为停用，须在本地生成密钥并启用',
      en: 'Without keys, contacts and notes; a new system is off until it has a key of this place and is switched on',
    },
    fields: {
      name: { 'zh-CN': '名称', en: 'Name' },
      direction: { 'zh-CN': '方向', en: 'Direction' },
      address: { 'zh-CN': '地址', en: 'Address' },
    },
    label: ({ key, name }) => `${key} ${name}`,
    // A system has a log: it can be switched off, not ended, and that is for whoever knows this place.
    keeps: () => true,
    hold: (tx) => tx.read(lockSystems()),
    async read(reader) {
      const [rows] = await reader.read(selectSystems())
      return rows
        .map(({ code, name, direction, address }) => ({ key: code, name, direction, address }))
        .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    },
    rights: ['exchange.manage'],
    apply: (request) => applySystems(desk, request),
  })
}

async function applySystems(desk: ExchangeDesk, request: ApplyRequest<SystemItem>): Promise<void> {
  const { tx, actor, requestId, changes, refuse } = request
  const [rows] = await tx.read(selectSystems())
  for (const { kind, key, after } of changes) {
    if (after === undefined) continue
    const known = rows.find((row) => row.code === key)
    const { name, direction, address } = after
    const details = readDetails({ name, direction, address, contact: known?.contact ?? '', note: known?.note ?? '' })
    tx.write(kind === 'added' ? insertSystem(key, details) : updateSystem(key, details))
    const what = kind === 'added' ? 'exchange.register_system' : 'exchange.change_system'
    record(tx, { what, actor, subject: key, detail: { direction, address: details.address }, requestId })
    emit(tx, ExchangeChanged, { system: key })

    function readDetails(body: Parameters<typeof detailsOf>[0]): ReturnType<typeof detailsOf> {
      try {
        return detailsOf(body)
      } catch (error) {
        if (!(error instanceof ProblemError)) throw error
        return refuse({ 'zh-CN': `${key} 的地址有误`, en: `the address of ${key} is not right` })
      }
    }
  }
  wakeAfter(desk, tx)
}
