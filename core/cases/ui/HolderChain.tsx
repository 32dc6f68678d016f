import { EyeInvisibleOutlined, EyeOutlined, RightOutlined } from '@ant-design/icons'
import { Tooltip } from 'antd'
import { TimeText } from '#lib/ui'
import type { CaseView, Holding } from '../contract.ts'
import { useCaseWords } from './words.ts'

/** Who had the case, platform after platform, who handles it and joins in, and who of them still sees it. */
export function HolderChain({ view }: { readonly view: CaseView }) {
  const t = useCaseWords()
  const platforms = view.holdings.filter((one) => one.part === 'platform')
  const units = view.holdings.filter((one) => one.part !== 'platform')
  if (view.holdings.length === 0) return null
  return (
    <section className="case-chain">
      <h2 className="case-h2">{t('page.chain')}</h2>
      <ol aria-label={t('page.platforms')}>
        {platforms.map((one, at) => (
          <li key={at}>
            {at === 0 ? null : <RightOutlined aria-hidden />}
            <Link holding={one} />
          </li>
        ))}
      </ol>
      {units.length === 0 ? null : (
        <ul aria-label={t('page.handlers')}>
          {units.map((one, at) => (
            <li key={at}>
              <Link holding={one} />
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Link({ holding }: { readonly holding: Holding }) {
  const t = useCaseWords()
  const { part, unit, since, until, visible } = holding
  const sees = t(visible ? 'page.sees' : 'page.seesNot')
  return (
    <Tooltip
      title={
        <>
          <TimeText at={since} /> – {until === null ? t('page.now') : <TimeText at={until} />} · {sees}
        </>
      }
    >
      <span className={until === null ? 'case-holder case-holder-now' : 'case-holder'} aria-current={until === null}>
        <span className="case-part">{t(`part.${part}`)}</span> {unit.name}{' '}
        {until === null ? null : visible ? (
          <EyeOutlined aria-label={sees} className="yw-quiet" />
        ) : (
          <EyeInvisibleOutlined aria-label={sees} className="yw-quiet" />
        )}
      </span>
    </Tooltip>
  )
}
