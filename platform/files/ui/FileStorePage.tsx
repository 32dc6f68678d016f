import { Button, Spin } from 'antd'
import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import {
  ErrorState,
  keyOf,
  Notice,
  PageHeader,
  shortTime,
  useCall,
  useKeys,
  useRead,
  FailureAlert,
  figure,
} from '#lib/ui'
import { checkFileStore, getFileStore, type FileStore, type FileView } from '../contract.ts'
import { FileGallery } from './FileGallery.tsx'
import { FileUpload } from './FileUpload.tsx'
import { sizeText } from './sizes.ts'
import { useFileWords } from './words.ts'
import './files.css'

/** How files are kept: which store, which scanner, how many and how large; tries both, and a whole upload. */
export function FileStorePage() {
  const t = useFileWords()
  const queries = useQueryClient()
  const store = useRead(getFileStore, {})
  const [tried, setTried] = useState<readonly FileView[]>([])
  const done = (file: FileView) => {
    setTried((before) => [...before, file])
    void queries.invalidateQueries({ queryKey: keyOf(getFileStore) })
  }
  return (
    <div className="files-page">
      <PageHeader title={t('store.title')} />
      {store.error !== null && store.data === undefined ? (
        <ErrorState failure={store.error} onRetry={() => void store.refetch()} />
      ) : store.data === undefined ? (
        <Spin delay={300} />
      ) : (
        <>
          <p className="files-about">{t('store.about')}</p>
          <Setup store={store.data} />
          <Figures store={store.data} />
          <Counts counts={store.data.counts} />
          <section className="files-part">
            <h2>
              {t('store.trial')} <span className="yw-quiet">{t('store.trialHint')}</span>
            </h2>
            <FileUpload onDone={done} />
            {tried.length === 0 ? null : <FileGallery files={tried} />}
          </section>
        </>
      )}
    </div>
  )
}

function Setup({ store }: { readonly store: FileStore }) {
  const t = useFileWords()
  const check = useCall(checkFileStore)
  const run = () => check.mutate({ body: {} })
  useKeys(t('store.title'), [{ keys: 't', label: t('store.keys.check'), run }])
  const result = check.data
  return (
    <section className="files-part">
      <dl className="yw-pairs">
        <dt>{t('store.where')}</dt>
        <dd>
          <b>{t(`store.${store.store.kind}`)}</b>
          <code>{store.store.place}</code>
          {store.store.kind === 'folder' ? <p className="yw-quiet yw-small">{t('store.s3Off')}</p> : null}
        </dd>
        <dt>{t('store.scanner')}</dt>
        <dd>
          {store.scanner === null ? (
            <span>{t('store.scannerOff')}</span>
          ) : (
            <span>{t('store.scannerOn', { address: store.scanner.address })}</span>
          )}
        </dd>
      </dl>
      <div className="files-check">
        <Button onClick={run} loading={check.isPending}>
          {check.isPending ? t('store.checking') : t('store.check')}
        </Button>
        {result === undefined || check.isPending ? null : (
          <span className="yw-quiet yw-small yw-number">{t('store.tookMs', { ms: result.milliseconds })}</span>
        )}
      </div>
      {check.error === null ? null : <FailureAlert failure={check.error} />}
      {result === undefined || check.isPending ? null : (
        <div className="files-results">
          <Notice tone={result.store === 'ok' ? 'done' : 'error'}>
            {result.store === 'ok' ? t('store.storeOk') : t('store.storeFailing', { fault: result.storeFault ?? '' })}
          </Notice>
          {result.scanner === 'off' ? null : (
            <Notice tone={result.scanner === 'ok' ? 'done' : 'error'}>
              {result.scanner === 'ok'
                ? t('store.scannerOk')
                : t('store.scannerFailing', { fault: result.scannerFault ?? '' })}
            </Notice>
          )}
        </div>
      )}
    </section>
  )
}

function Figures({ store }: { readonly store: FileStore }) {
  const t = useFileWords()
  const sum = (of: (row: FileStore['counts'][number]) => number) =>
    store.counts.reduce((total, row) => total + of(row), 0)
  const waiting = store.counts.filter((row) => row.state === 'processing').reduce((total, row) => total + row.files, 0)
  const figures = [
    [t('store.files'), sum((row) => row.files), sizeText(sum((row) => row.bytes))],
    [t('store.contents'), store.stored.blobs, `${sizeText(store.stored.bytes)} · ${t('store.contentsHint')}`],
    [
      t('store.uploads'),
      store.uploads.open,
      store.uploads.open === 0 ? t('store.none') : sizeText(store.uploads.bytes),
    ],
    [
      t('store.waiting'),
      waiting,
      store.waitingSince === null ? t('store.none') : t('store.since', { time: shortTime(store.waitingSince) }),
    ],
  ] as const
  return (
    <dl className="files-figures">
      {figures.map(([name, value, more]) => (
        <div key={name} className="files-part">
          <dt>{name}</dt>
          <dd className="yw-number">{figure(value)}</dd>
          <dd className="yw-quiet yw-small">{more}</dd>
        </div>
      ))}
    </dl>
  )
}

function Counts({ counts }: { readonly counts: FileStore['counts'] }) {
  const t = useFileWords()
  return (
    <section className="files-part">
      <h2>{t('store.bySort')}</h2>
      {counts.length === 0 ? (
        <p className="yw-quiet">{t('store.noFiles')}</p>
      ) : (
        <table className="files-table">
          <thead>
            <tr>
              <th scope="col">{t('store.table.sort')}</th>
              <th scope="col">{t('store.table.state')}</th>
              <th scope="col">{t('store.table.files')}</th>
              <th scope="col">{t('store.table.bytes')}</th>
            </tr>
          </thead>
          <tbody>
            {counts.map((row) => (
              <tr key={`${row.sort} ${row.state}`}>
                <td>{t(`sort.${row.sort}`)}</td>
                <td className={row.state === 'infected' || row.state === 'broken' ? 'files-fault' : ''}>
                  {t(`state.${row.state}`)}
                </td>
                <td className="yw-number">{figure(row.files)}</td>
                <td className="yw-number">{sizeText(row.bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
