import { Button, Checkbox } from 'antd'
import { useState } from 'react'
import { FailureAlert, Notice, useCall, useSay, figure } from '#lib/ui'
import { exportConfiguration, type listConfiguration } from '../contract.ts'
import type { ReplyOf } from '#lib/http/contract'
import { useConfigurationWords } from './words.ts'

type Parts = ReplyOf<typeof listConfiguration>['parts']

/** Chooses parts and writes them to a file. */
export function ExportPanel({ parts }: { readonly parts: Parts }) {
  const t = useConfigurationWords()
  const say = useSay()
  const [chosen, setChosen] = useState<readonly string[]>(parts.map((part) => part.name))
  const download = useCall(exportConfiguration)
  const toggle = (name: string) =>
    setChosen(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name])
  const take = () =>
    download.mutate(
      { query: { parts: chosen.join(',') }, body: {} },
      { onSuccess: ({ fileName, text }) => save(fileName, text) },
    )
  return (
    <section className="conf-panel" aria-labelledby="conf-export">
      <h2 id="conf-export">{t('export.title')}</h2>
      <table className="conf-parts">
        <thead>
          <tr>
            <th>
              <Checkbox
                checked={chosen.length === parts.length}
                indeterminate={chosen.length > 0 && chosen.length < parts.length}
                onChange={(event) => setChosen(event.target.checked ? parts.map((part) => part.name) : [])}
              >
                {t('export.all')}
              </Checkbox>
            </th>
            <th className="yw-number">{t('export.items')}</th>
          </tr>
        </thead>
        <tbody>
          {parts.map(({ name, title, note, items, told }) => (
            <tr key={name}>
              <td>
                <Checkbox checked={chosen.includes(name)} onChange={() => toggle(name)}>
                  {say(title)}
                  {told ? <span className="yw-quiet yw-small"> · {t('export.told')}</span> : null}
                </Checkbox>
                {note === null || told ? null : <p className="conf-note yw-quiet yw-small">{say(note)}</p>}
              </td>
              <td className="yw-number">{figure(items)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {download.error === null ? null : <FailureAlert failure={download.error} />}
      {download.data === undefined ? null : (
        <Notice tone="done">{t('export.done', { name: download.data.fileName })}</Notice>
      )}
      <div className="conf-actions">
        <Button type="primary" disabled={chosen.length === 0} loading={download.isPending} onClick={take}>
          {t('export.take', { count: chosen.length })}
        </Button>
        {chosen.length === 0 ? <span className="yw-quiet yw-small">{t('export.none')}</span> : null}
      </div>
    </section>
  )
}

function save(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  URL.revokeObjectURL(url)
}
