import { DownloadOutlined } from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { App, Button, Drawer } from 'antd'
import { ask, EmptyState, ErrorState, saveFile, TableSkeleton, TimeText, useRead, useSay, figure } from '#lib/ui'
import { useMe } from '#platform/identity/ui'
import { getKindVersion, listKindVersions, type KindDefinition } from '../contract.ts'
import { textOfKind, useKindDraft } from './kind-draft.ts'
import { usePublishingWords } from './publishing-words.ts'

interface KindVersionsProps {
  readonly kind: KindDefinition
  readonly mayPublish: boolean
  readonly onClose: () => void
}

/** The versions of a kind: who published each, when and why, and how many cases run on it. */
export function KindVersions({ kind, mayPublish, onClose }: KindVersionsProps) {
  const t = usePublishingWords()
  const say = useSay()
  const navigate = useNavigate()
  const { message } = App.useApp()
  const draft = useKindDraft(useMe()?.account.id ?? '', kind.kind)
  const answer = useRead(listKindVersions, { params: { kind: kind.kind }, query: { pageSize: 200 } })
  const load = (version: number) => ask(getKindVersion, { params: { kind: kind.kind, version } })
  const fail = (error: unknown) => void message.error(error instanceof Error ? error.message : String(error))
  return (
    <Drawer open size={860} title={t('versionsOf', { name: say(kind.name) })} onClose={onClose}>
      {answer.data === undefined ? (
        answer.error === null ? (
          <TableSkeleton />
        ) : (
          <ErrorState failure={answer.error} onRetry={() => void answer.refetch()} />
        )
      ) : answer.data.items.length === 0 ? (
        <EmptyState title={t('history.none')} />
      ) : (
        <table className="yw-table kind-versions" aria-label={t('versions')}>
          <thead>
            <tr>
              <th className="kind-c-version">{t('history.version')}</th>
              <th className="kind-c-at">{t('history.at')}</th>
              <th className="kind-c-by">{t('history.by')}</th>
              <th>{t('history.reason')}</th>
              <th className="kind-count kind-c-running">{t('history.running')}</th>
              <th className="kind-c-tools">
                <span className="yw-hidden">{t('history.use')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {answer.data.items.map((one) => (
              <tr key={one.version}>
                <td className="yw-nowrap">
                  <span className="yw-number">{one.version}</span>{' '}
                  {one.version === kind.version ? <span className="kind-newest">{t('history.newest')}</span> : null}
                </td>
                <td>
                  <TimeText at={one.publishedAt} full />
                </td>
                <td>{one.publishedBy ?? <span className="yw-quiet">{t('history.city')}</span>}</td>
                <td className="kind-wrap">{one.reason ?? <span className="yw-quiet">–</span>}</td>
                <td className="kind-count yw-number">{figure(one.count)}</td>
                <td className="kind-count">
                  <Button
                    type="text"
                    size="small"
                    icon={<DownloadOutlined />}
                    aria-label={t('history.download')}
                    title={t('history.download')}
                    onClick={() =>
                      void load(one.version).then(
                        (found) => saveFile(textOfKind(found), `${kind.kind}-v${one.version}.json`, 'application/json'),
                        fail,
                      )
                    }
                  />
                  {mayPublish ? (
                    <Button
                      type="link"
                      size="small"
                      onClick={() =>
                        void load(one.version).then((found) => {
                          draft.put(textOfKind({ ...found, version: kind.version + 1 }))
                          return navigate({ to: '/case-kinds/$kind/draft', params: { kind: kind.kind } })
                        }, fail)
                      }
                    >
                      {t('history.use')}
                    </Button>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Drawer>
  )
}
