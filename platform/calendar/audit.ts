import { defineAudit } from '#platform/audit'

defineAudit('calendar.set_days', { 'zh-CN': '设定日期 {subject}', en: 'set days {subject}' })
defineAudit('calendar.restore_days', { 'zh-CN': '恢复日期 {subject}', en: 'restored days {subject}' })
defineAudit('calendar.undo_days', { 'zh-CN': '撤销日期修改 {subject}', en: 'undid a change of days {subject}' })
defineAudit('calendar.add_profile', { 'zh-CN': '新增工作时间 {subject}', en: 'added working hours {subject}' })
defineAudit('calendar.set_hours', { 'zh-CN': '修改工作时间 {subject}', en: 'changed working hours {subject}' })
defineAudit('calendar.assign_profile', {
  'zh-CN': '指定单位的工作时间 {subject}',
  en: 'assigned working hours to a unit {subject}',
})
defineAudit('calendar.load_holidays', { 'zh-CN': '载入国家放假安排', en: 'loaded the public holidays' })
defineAudit('calendar.load_city', { 'zh-CN': '载入城市的工作日历', en: "loaded the city's calendar" })
defineAudit('calendar.import', { 'zh-CN': '导入工作日历配置 {subject}', en: 'imported the calendar {subject}' })
