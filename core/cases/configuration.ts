import { Type, type Static } from 'typebox'
import { sm3Hex } from '#lib/crypto'
import { canonicalJson, type Json } from '#lib/kernel'
import { configurationPart } from '#platform/configuration'
import { checkKind, type CheckContext } from './check-kind.ts'
import type { KindDefinition } from './kind.ts'
import { selectKinds } from './store.ts'
import { insertKind } from './store-published.ts'

const KindItem = Type.Object(
  { key: Type.String(), definition: Type.Record(Type.String(), Type.Unknown()) },
  { additionalProperties: false },
)
type KindItem = Omit<Static<typeof KindItem>, 'definition'> & { definition: { [key: string]: Json } }

/** Every version of every case kind. Cases run on a published version: it never changes and never ends. */
export const kindsConfiguration = (context: CheckContext) =>
  configurationPart<KindItem>({
    name: 'kinds',
    title: { 'zh-CN': '案件类别', en: 'Case kinds' },
    version: 1,
    item: KindItem,
    note: {
      'zh-CN': '已发布的版本不可更改；新版本数秒内启用，办理中的案件仍按原版本',
      en: 'A published version cannot change; a new one is used within seconds, and cases that run stay on theirs',
    },
    fields: { definition: { 'zh-CN': '定义', en: 'Definition' }, name: { 'zh-CN': '名称', en: 'Name' } },
    label: ({ key, definition }) => {
      const { name } = definition as { name?: { 'zh-CN'?: string } }
      return `${key} ${name?.['zh-CN'] ?? ''}`
    },
    show: ({ definition }) => ({
      name: (definition as unknown as KindDefinition).name['zh-CN'],
      definition: sm3Hex(canonicalJson(definition)).slice(0, 12),
    }),
    keeps: () => true,
    async read(reader) {
      const [rows] = await reader.read(selectKinds())
      return rows.map((row) => {
        const definition = row.definition as KindItem['definition']
        return { key: keyOf(definition as unknown as KindDefinition), definition }
      })
    },
    rights: ['cases.publish'],
    async apply({ tx, actor, reason, changes, refuse }) {
      for (const { kind: change, key, after } of changes) {
        if (after === undefined) continue
        if (change === 'changed')
          refuse({
            'zh-CN': `案件类别 ${key} 已发布，内容不可更改；请以新版本号修改`,
            en: `the case kind ${key} is published and cannot change; give the change a new version`,
          })
        const fault = checkKind(after.definition, context).find((one) => one.severity === 'error')
        if (fault !== undefined)
          refuse({
            'zh-CN': `${key} ${fault.where}：${fault.words['zh-CN']}`,
            en: `${key} ${fault.where}: ${fault.words.en}`,
          })
        const definition = after.definition as unknown as KindDefinition
        if (key !== keyOf(definition)) refuse({ 'zh-CN': `编号不符：${key}`, en: `not its key: ${key}` })
        const { kind, version } = definition
        tx.write(insertKind(kind, version, definition, { by: actor.accountId, name: actor.name, reason }))
      }
    },
  })

function keyOf({ kind, version }: KindDefinition): string {
  return `${kind} ${version}`
}
