import { defineAudit } from '#platform/audit'

defineAudit('geo.add_area', { 'zh-CN': '新增区域 {subject}', en: 'added area {subject}' })
defineAudit('geo.change_area', { 'zh-CN': '修改区域 {subject}', en: 'changed area {subject}' })
defineAudit('geo.end_area', { 'zh-CN': '终止区域 {subject}', en: 'ended area {subject}' })
defineAudit('geo.import_areas', { 'zh-CN': '导入区域', en: 'imported areas' })
defineAudit('geo.confirm_address', { 'zh-CN': '确认地址 {subject}', en: 'confirmed address {subject}' })
defineAudit('geo.dismiss_address', { 'zh-CN': '忽略地址 {subject}', en: 'dismissed address {subject}' })
defineAudit('geo.reopen_address', { 'zh-CN': '重新打开地址 {subject}', en: 'reopened address {subject}' })
defineAudit('geo.add_base_map', { 'zh-CN': '新增底图 {subject}', en: 'set up the base map {subject}' })
defineAudit('geo.change_base_map', { 'zh-CN': '修改底图 {subject}', en: 'changed the base map {subject}' })
defineAudit('geo.switch_base_map_on', { 'zh-CN': '启用底图 {subject}', en: 'switched the base map {subject} on' })
defineAudit('geo.switch_base_map_off', { 'zh-CN': '停用底图 {subject}', en: 'switched the base map {subject} off' })
defineAudit('geo.remove_base_map', { 'zh-CN': '删除底图 {subject}', en: 'removed the base map {subject}' })
