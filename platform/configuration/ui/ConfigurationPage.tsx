import { Spin } from 'antd'
import { ErrorState, PageHeader, useRead } from '#lib/ui'
import { listConfiguration } from '../contract.ts'
import { ExportPanel } from './ExportPanel.tsx'
import { ImportPanel } from './ImportPanel.tsx'
import { useConfigurationWords } from './words.ts'
import './configuration.css'

/** The configuration as a file: out of this system at the left, into it at the right. */
export function ConfigurationPage() {
  const t = useConfigurationWords()
  const parts = useRead(listConfiguration, {})
  return (
    <div className="conf-page">
      <PageHeader title={t('title')} />
      <p className="conf-about">{t('about')}</p>
      {parts.data !== undefined ? (
        <div className="conf-columns">
          <ExportPanel parts={parts.data.parts} />
          <ImportPanel city={parts.data.city} />
        </div>
      ) : parts.error !== null ? (
        <ErrorState failure={parts.error} onRetry={() => void parts.refetch()} />
      ) : (
        <Spin delay={300} />
      )}
    </div>
  )
}
