import { defineAudit } from '#platform/audit'
import type { Words } from '#lib/kernel'

/** A change of the calendar is recorded under its revision: `calendar 2`. */
const define = (what: string, words: Words): void =>
  defineAudit(`calendar.${what}`, words, {
    subject: { 'zh-CN': '工作日历第 {2} 版', en: 'work calendar, version {2}' },
  })

define('set_days', { 'zh-CN': '设定日期 {firstDay} 至 {lastDay}', en: 'set the days {firstDay} to {lastDay}' })
define('restore_days', { 'zh-CN': '恢复日期 {firstDay} 至 {lastDay}', en: 'restored the days {firstDay} to {lastDay}' })
define('undo_days', {
  'zh-CN': '撤销日期修改 {firstDay} 至 {lastDay}',
  en: 'undid a change of the days {firstDay} to {lastDay}',
})
define('add_profile', { 'zh-CN': '新增工作时间（{subject}）', en: 'added working hours ({subject})' })
define('set_hours', { 'zh-CN': '修改工作时间（{subject}）', en: 'changed working hours ({subject})' })
define('assign_profile', {
  'zh-CN': '指定单位的工作时间（{subject}）',
  en: 'assigned working hours to a unit ({subject})',
})
define('load_holidays', { 'zh-CN': '载入国家放假安排', en: 'loaded the public holidays' })
define('load_city', { 'zh-CN': '载入城市的工作日历', en: "loaded the city's calendar" })
define('import', { 'zh-CN': '导入工作日历配置（{subject}）', en: 'imported the calendar ({subject})' })
