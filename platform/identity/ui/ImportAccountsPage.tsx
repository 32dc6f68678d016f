import { DownloadOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { FailureAlert, FileDrop, keyOf, Notice, PageHeader, saveFile, SheetReport, useCall } from '#lib/ui'
import { importAccounts, listAccounts, listWithoutPassword, type AccountImportReport } from '../contract.ts'
import { FirstPasswords } from './FirstPasswords.tsx'
import { useIdentityWords, useMe } from './me.ts'
import './accounts.css'
import './import.css'

interface Chosen {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Looks first, then decides: a file is checked as soon as it is chosen, and written only on a second word. */
export function ImportAccountsPage() {
  const t = useIdentityWords()
  const me = useMe()
  const queries = useQueryClient()
  const [file, setFile] = useState<Chosen>()
  const check = useCall(importAccounts)
  const write = useCall(importAccounts)
  const reset = () => {
    setFile(undefined)
    check.reset()
    write.reset()
  }
  const choose = async (chosen: File) => {
    reset()
    const next = { name: chosen.name.slice(-200), bytes: new Uint8Array(await chosen.arrayBuffer()) }
    setFile(next)
    check.mutate({ query: { fileName: next.name, dryRun: true }, body: next.bytes })
  }
  const take = () => {
    if (file === undefined) return
    write.mutate(
      { query: { fileName: file.name, goodRowsOnly: (check.data?.bad ?? 0) > 0 }, body: file.bytes },
      {
        onSuccess: () => {
          void queries.invalidateQueries({ queryKey: keyOf(listAccounts) })
          void queries.invalidateQueries({ queryKey: keyOf(listWithoutPassword) })
        },
      },
    )
  }
  const makes = me?.may.manageAccounts === true
  const failure = write.error ?? check.error
  const report = write.data ?? check.data
  return (
    <div className="id-page id-import">
      <Link className="id-back" to="/system/accounts">
        ← {t('account.back')}
      </Link>
      <PageHeader
        title={t('importing.title')}
        actions={
          <Button
            icon={<DownloadOutlined aria-hidden />}
            onClick={() => saveFile(`\uFEFF${t('importing.heads')}\r\n`, t('importing.file'))}
          >
            {t('importing.template')}
          </Button>
        }
      />
      <section className="id-section">
        <p className="yw-quiet">{t(makes ? 'importing.aboutAccounts' : 'importing.aboutPosts')}</p>
        {file === undefined ? (
          <FileDrop accept=".csv,.txt,.xlsx,text/csv" onFile={(chosen) => void choose(chosen)}>
            <b>{t('importing.drop')}</b>
          </FileDrop>
        ) : null}
        {failure === null ? null : <FailureAlert failure={failure} />}
        {check.isPending || write.isPending ? (
          <p role="status">{t(write.isPending ? 'importing.writing' : 'importing.checking')}</p>
        ) : null}
        {write.data === undefined ? null : (
          <Notice tone="done">
            {t(makes ? 'importing.doneAccounts' : 'importing.donePosts', {
              count: makes ? write.data.accounts : write.data.posts,
              renamed: write.data.renamed,
              waiting: write.data.waiting,
            })}
          </Notice>
        )}
        {report === undefined ? null : (
          <SheetReport
            report={report}
            figures={makes ? accountFigures : postFigures}
            nameOf={(figure) => t(`importing.${figure}`)}
            unused={report.unused}
            faults={report.faults}
            mostListed={1000}
          />
        )}
        {file === undefined ? null : (
          <div className="id-import-actions">
            {check.data === undefined || write.data !== undefined ? null : (
              <Take report={check.data} busy={write.isPending} onTake={take} />
            )}
            <Button onClick={reset} disabled={write.isPending}>
              {t('importing.another')}
            </Button>
          </div>
        )}
      </section>
      {makes ? <FirstPasswords /> : null}
    </div>
  )
}

type Figure = 'rows' | 'accounts' | 'renamed' | 'phones' | 'posts' | 'unchanged' | 'waiting'
const accountFigures: readonly Figure[] = ['rows', 'accounts', 'renamed', 'phones', 'unchanged', 'waiting']
const postFigures: readonly Figure[] = ['rows', 'posts', 'unchanged']

interface TakeProps {
  readonly report: AccountImportReport
  readonly busy: boolean
  readonly onTake: () => void
}

function Take({ report, busy, onTake }: TakeProps) {
  const t = useIdentityWords()
  const count = report.accounts + report.renamed + report.phones + report.posts
  if (count === 0) return <b>{t('importing.nothing')}</b>
  return (
    <Button type="primary" loading={busy} onClick={onTake} autoFocus>
      {t(report.bad > 0 ? 'importing.takeGood' : 'importing.take', { count })}
    </Button>
  )
}
