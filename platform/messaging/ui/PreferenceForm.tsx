import { useQueryClient } from '@tanstack/react-query'
import { App, Checkbox, Modal, Radio, Spin } from 'antd'
import { useState } from 'react'
import { ErrorState, FailureAlert, keyOf, useCommand, useRead, useSay } from '#lib/ui'
import { clockText, getPreference, setPreference, type Preference } from '../contract.ts'
import { QuietInput, usualQuiet } from './QuietInput.tsx'
import { useMessageWords } from './words.ts'

/** How one wants to be told: quiet hours, and what not. */
export function PreferenceForm({ onClose }: { readonly onClose: () => void }) {
  const t = useMessageWords()
  const say = useSay()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const found = useRead(getPreference, {})
  const save = useCommand(setPreference)
  const [draft, setDraft] = useState<Preference>()
  const value = draft ?? found.data?.preference
  const city = found.data?.cityQuiet ?? null
  const cityText =
    city === null
      ? t('quiet.cityNone')
      : t('quiet.cityAt', { from: clockText(city.from), until: clockText(city.until) })
  return (
    <Modal
      open
      title={t('preferences')}
      okText={t('save')}
      cancelText={t('cancel')}
      okButtonProps={{ disabled: value === undefined, loading: save.isPending }}
      onCancel={onClose}
      onOk={() => {
        if (value === undefined) return
        save.mutate(
          { body: value },
          {
            onSuccess: () => {
              void queries.invalidateQueries({ queryKey: keyOf(getPreference) })
              void message.success(t('saved'))
              onClose()
            },
          },
        )
      }}
    >
      {found.isError ? <ErrorState failure={found.error} onRetry={() => void found.refetch()} /> : null}
      {value === undefined ? (
        <Spin />
      ) : (
        <>
          <section className="inbox-field">
            <h3>{t('quiet.label')}</h3>
            <Radio.Group
              aria-label={t('quiet.label')}
              value={value.quietMode}
              onChange={({ target }) => {
                const quietMode = target.value as Preference['quietMode']
                setDraft({ ...value, quietMode, quiet: quietMode === 'own' ? (value.quiet ?? usualQuiet) : null })
              }}
              options={[
                { value: 'city', label: `${t('quiet.city')}（${cityText}）` },
                { value: 'own', label: t('quiet.own') },
                { value: 'off', label: t('quiet.off') },
              ]}
            />
            {value.quiet === null ? null : (
              <QuietInput value={value.quiet} onChange={(quiet) => setDraft({ ...value, quiet })} />
            )}
            <p className="yw-quiet yw-small">{t('quiet.hint')}</p>
          </section>
          <section className="inbox-field">
            <h3>{t('muted.label')}</h3>
            <div className="inbox-mutes">
              {(found.data?.notices ?? []).map((notice) => (
                <Checkbox
                  key={notice.code}
                  disabled={notice.urgent}
                  checked={value.muted.includes(notice.code)}
                  onChange={({ target }) =>
                    setDraft({
                      ...value,
                      muted: target.checked
                        ? [...value.muted, notice.code]
                        : value.muted.filter((code) => code !== notice.code),
                    })
                  }
                >
                  {say(notice.name)}
                </Checkbox>
              ))}
            </div>
            <p className="yw-quiet yw-small">{t('muted.hint')}</p>
          </section>
          {save.error === null ? null : <FailureAlert failure={save.error} />}
        </>
      )}
    </Modal>
  )
}
