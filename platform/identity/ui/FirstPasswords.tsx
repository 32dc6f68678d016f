import { KeyOutlined } from '@ant-design/icons'
import { Button, Popconfirm, Progress } from 'antd'
import { useState } from 'react'
import { ask, FailureAlert, Notice, saveFile, useRead, type Failure } from '#lib/ui'
import { giveFirstPasswords, listWithoutPassword, maxFirstPasswords } from '../contract.ts'
import { useIdentityWords } from './me.ts'

type Given = Readonly<{ username: string; name: string; password: string }>

/**
 * Gives those who have no password yet their first one, a few at a time, since hashing takes its time. They are told
 * once: as a file, which is saved here also when a later batch fails.
 */
export function FirstPasswords() {
  const t = useIdentityWords()
  const waiting = useRead(listWithoutPassword, {}, { staleTime: 0 })
  const [busy, setBusy] = useState<{ done: number; of: number }>()
  const [failure, setFailure] = useState<Failure<typeof giveFirstPasswords>>()
  const [given, setGiven] = useState<number>()
  const ids = waiting.data?.ids ?? []
  const give = async () => {
    setFailure(undefined)
    setGiven(undefined)
    const all: Given[] = []
    try {
      for (let from = 0; from < ids.length; from += maxFirstPasswords) {
        setBusy({ done: from, of: ids.length })
        const { items } = await ask(giveFirstPasswords, { body: { ids: ids.slice(from, from + maxFirstPasswords) } })
        all.push(...items)
      }
    } catch (error) {
      setFailure(error as Failure<typeof giveFirstPasswords>)
    }
    if (all.length > 0) {
      saveFile(toCsv(t('passwords.heads'), all), t('passwords.file'))
      setGiven(all.length)
    }
    setBusy(undefined)
    void waiting.refetch()
  }
  return (
    <section className="id-section">
      <header>
        <h2>{t('passwords.title')}</h2>
        <Popconfirm
          title={t('passwords.sure', { count: ids.length })}
          okText={t('passwords.give')}
          cancelText={t('account.cancel')}
          onConfirm={() => void give()}
        >
          <Button icon={<KeyOutlined aria-hidden />} disabled={ids.length === 0} loading={busy !== undefined}>
            {t('passwords.give')}
          </Button>
        </Popconfirm>
      </header>
      <p className="yw-quiet">{t('passwords.about')}</p>
      {waiting.error === null ? null : <FailureAlert failure={waiting.error} />}
      {failure === undefined ? null : <FailureAlert failure={failure} />}
      {busy === undefined ? null : (
        <Progress
          percent={Math.round((busy.done / busy.of) * 100)}
          aria-label={t('passwords.title')}
          format={() => `${busy.done} / ${busy.of}`}
        />
      )}
      {given === undefined ? null : <Notice tone="done">{t('passwords.done', { count: given })}</Notice>}
      {waiting.data === undefined ? null : <b className="yw-number">{t('passwords.waiting', { count: ids.length })}</b>}
    </section>
  )
}

/** A spreadsheet must not take a name for a formula. */
function toCsv(heads: string, rows: readonly Given[]): string {
  const cell = (text: string): string => {
    const safe = /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text
    return `"${safe.replaceAll('"', '""')}"`
  }
  const lines = rows.map(({ username, name, password }) => [username, name, password].map(cell).join(','))
  return `\uFEFF${[heads, ...lines].join('\r\n')}\r\n`
}
