import { FileTextOutlined } from '@ant-design/icons'
import { Modal } from 'antd'
import { useState } from 'react'
import { FileDrop, Notice } from '#lib/ui'
import type { RoutingRule } from '../contract.ts'
import { readJson } from './json-places.ts'
import { useRoutingWords } from './routing-words.ts'

/** Reads rules from a file into the draft. What is wrong with single rules is then said beside them. */
export function RoutingImport({
  onClose,
  onRead,
}: {
  readonly onClose: () => void
  readonly onRead: (rules: readonly RoutingRule[]) => void
}) {
  const t = useRoutingWords()
  const [fault, setFault] = useState<string | undefined>(undefined)
  const read = async (file: File) => {
    const found = readJson(await file.text())
    if (!found.ok) {
      setFault(t('importing.notJson', { line: found.place.line }))
      return
    }
    const rules = rulesIn(found.value)
    if (rules === undefined) setFault(t('importing.notRules'))
    else onRead(rules)
  }
  return (
    <Modal open footer={null} title={t('importing.title')} onCancel={onClose} width={520}>
      <div className="routing-stack">
        <p>{t('importing.replaces')}</p>
        <FileDrop accept=".json,application/json" onFile={(file) => void read(file)}>
          <FileTextOutlined />
          <b>{t('importing.drop')}</b>
        </FileDrop>
        {fault === undefined ? null : <Notice tone="error">{fault}</Notice>}
      </div>
    </Modal>
  )
}

/** The rules of a file: a list, or what the export wrote around it. Only what has the shape of a rule can be shown. */
function rulesIn(value: unknown): readonly RoutingRule[] | undefined {
  const list = Array.isArray(value) ? value : (value as { rules?: unknown } | null)?.rules
  return Array.isArray(list) && list.every(isShown) ? (list as readonly RoutingRule[]) : undefined
}

function isShown(rule: unknown): boolean {
  if (rule === null || typeof rule !== 'object') return false
  const { code, name, when, to } = rule as Record<string, unknown>
  return (
    typeof code === 'string' &&
    isObject(name) &&
    typeof name['zh-CN'] === 'string' &&
    typeof name['en'] === 'string' &&
    isObject(when) &&
    isObject(to)
  )
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
