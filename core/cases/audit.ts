import { defineAudit } from '#platform/audit'
import type { KindDefinition } from './kind.ts'

defineAudit('cases.register', { 'zh-CN': '登记案件 {subject}', en: 'registered case {subject}' })
defineAudit('cases.import', { 'zh-CN': '批量导入案件 {count} 件', en: 'imported {count} cases' })
defineAudit(
  'cases.reveal',
  {
    'zh-CN': '查看案件 {subject} 的个人信息，理由：{reason}',
    en: 'saw the personal data of case {subject}, because: {reason}',
  },
  { sensitive: true },
)

defineAudit('cases.publish_kind', {
  'zh-CN': '发布案件类别 {subject} 第 {version} 版',
  en: 'published version {version} of the kind {subject}',
})
defineAudit('cases.publish_routing', {
  'zh-CN': '发布派遣规则第 {version} 版（{rules} 条）',
  en: 'published version {version} of the rules of routing ({rules} rules)',
})

/** Declares what the actions of the kinds say: a kind is data, and so are their names. */
export function defineActionAudits(kinds: readonly KindDefinition[]): void {
  for (const { actions } of kinds) {
    for (const { code, name } of actions)
      defineAudit(`cases.${code}`, {
        'zh-CN': `案件 {subject}：${name['zh-CN']}`,
        en: `case {subject}: ${name.en}`,
      })
  }
}
