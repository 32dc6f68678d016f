import { QuestionCircleOutlined } from '@ant-design/icons'
import { Button, Modal, Tooltip } from 'antd'
import { Fragment, useState } from 'react'
import { keyNames, useKeyGroups, useKeys } from './keys.ts'
import { useUiWords } from './own-words.ts'
import { createStore, useStore } from './store.ts'

const shown = createStore(false)

/** For those who do not know yet that `?` does the same. */
export function KeyHelpButton() {
  const label = useUiWords()('keys.show')
  return (
    <Tooltip title={`${label} ?`}>
      <Button
        type="text"
        size="small"
        aria-label={label}
        icon={<QuestionCircleOutlined aria-hidden />}
        onClick={() => shown.set(true)}
      />
    </Tooltip>
  )
}

/** One combination, printed as keys. */
export function Keys({ keys }: { readonly keys: string }) {
  const t = useUiWords()
  return (
    <span className="yw-keys">
      {keyNames(keys).map((name, at) => (
        <Fragment key={name}>
          {at === 0 ? null : <span className="yw-quiet"> {t('keys.or')} </span>}
          <kbd>{name}</kbd>
        </Fragment>
      ))}
    </span>
  )
}

/** Stands once in a shell: `?` shows the keys that work on the present page. */
export function KeyHelp() {
  const t = useUiWords()
  const open = useStore(shown)
  const [, redraw] = useState(0)
  const groups = useKeyGroups()
  useKeys(t('keys.general'), [
    {
      keys: '?',
      label: t('keys.show'),
      run: () => {
        redraw((count) => count + 1)
        shown.set(true)
      },
    },
  ])
  return (
    <Modal
      open={open}
      title={t('keys.title')}
      footer={null}
      width={560}
      onCancel={() => shown.set(false)}
      destroyOnHidden
    >
      {[...Map.groupBy(groups.toReversed(), (group) => group.title)].map(([title, same]) =>
        same.every((group) => group.actions.length === 0) ? null : (
          <section key={title} className="yw-key-group">
            <h3>{title}</h3>
            <dl>
              {same
                .flatMap((group) => group.actions)
                .map((action) => (
                  <Fragment key={action.keys}>
                    <dt>
                      <Keys keys={action.keys} />
                    </dt>
                    <dd>{action.label}</dd>
                  </Fragment>
                ))}
            </dl>
          </section>
        ),
      )}
    </Modal>
  )
}
