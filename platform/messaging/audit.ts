import { defineAudit } from '#platform/audit'

defineAudit('messaging.set_setting', { 'zh-CN': '修改消息设置 {subject}', en: 'changed a message setting {subject}' })
defineAudit('messaging.write_template', { 'zh-CN': '修改消息模板 {subject}', en: 'changed the template {subject}' })
defineAudit('messaging.set_preference', { 'zh-CN': '修改个人消息偏好', en: 'changed own message preferences' })
