import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { App, Button, Checkbox, InputNumber, Spin, Tabs } from 'antd'
import { useState } from 'react'
import { EmptyState, ErrorState, FailureAlert, keyOf, PageHeader, StateTag, useCommand, useRead, useSay } from '#lib/ui'
import { getMessagingSetting, listTemplates, setMessagingSetting, type MessagingSetting } from '../contract.ts'
import { useMayConfigureMessages } from './index.ts'
import { QuietInput, usualQuiet } from './QuietInput.tsx'
import { parseSettingsSearch } from './search.ts'
import { TemplateEditor } from './TemplateEditor.tsx'
import { useMessageWords } from './words.ts'
import './inbox.css'
import './settings.css'

/** 消息设置: for the whole city, by which channels, in which words. */
export function MessageSettingsPage() {
  const t = useMessageWords()
  const may = useMayConfigureMessages()
  const navigate = useNavigate()
  const { tab = 'templates' } = parseSettingsSearch(useSearch({ strict: false }))
  return (
    <div className="notices">
      <PageHeader title={t('settings.title')} />
      {may ? (
        <Tabs
          activeKey={tab}
          onChange={(key) =>
            void navigate({ to: '/messages/settings', search: (key === 'city' ? { tab: key } : {}) as never })
          }
          items={[
            { key: 'templates', label: t('settings.templates'), children: <Templates /> },
            { key: 'city', label: t('settings.city'), children: <CitySetting /> },
          ]}
        />
      ) : (
        <EmptyState title={t('settings.mayNot')} hint={t('settings.mayNotHint')} />
      )}
    </div>
  )
}

function CitySetting() {
  const t = useMessageWords()
  const say = useSay()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const found = useRead(getMessagingSetting, {})
  const save = useCommand(setMessagingSetting)
  const [draft, setDraft] = useState<MessagingSetting>()
  if (found.isError) return <ErrorState failure={found.error} onRetry={() => void found.refetch()} />
  if (found.data === undefined) return <Spin />
  const value = draft ?? found.data.setting
  const send = () =>
    save.mutate(
      { body: { basedOn: value.revision, quiet: value.quiet, digestMinutes: value.digestMinutes } },
      {
        onSuccess: () => {
          setDraft(undefined)
          void queries.invalidateQueries({ queryKey: keyOf(getMessagingSetting) })
          void message.success(t('saved'))
        },
      },
    )
  return (
    <div className="notices-city">
      <section className="inbox-field">
        <h3>{t('quiet.label')}</h3>
        <Checkbox
          checked={value.quiet !== null}
          onChange={({ target }) => setDraft({ ...value, quiet: target.checked ? usualQuiet : null })}
        >
          {t('quiet.on')}
        </Checkbox>
        {value.quiet === null ? null : (
          <QuietInput value={value.quiet} onChange={(quiet) => setDraft({ ...value, quiet })} />
        )}
        <p className="yw-quiet yw-small">{t('quiet.hint')}</p>
      </section>
      <section className="inbox-field">
        <h3>
          <label htmlFor="digest">{t('settings.digest')}</label>
        </h3>
        <InputNumber
          id="digest"
          min={1}
          max={1440}
          precision={0}
          value={value.digestMinutes}
          onChange={(minutes) => setDraft({ ...value, digestMinutes: minutes ?? value.digestMinutes })}
        />
        <p className="yw-quiet yw-small">{t('settings.digestHint')}</p>
      </section>
      {save.error === null ? null : <FailureAlert failure={save.error} />}
      <Button type="primary" disabled={draft === undefined} loading={save.isPending} onClick={send}>
        {t('save')}
      </Button>
      <section className="inbox-field notices-channels">
        <h3>{t('settings.channels')}</h3>
        <ul>
          {found.data.channels.map((channel) => (
            <li key={channel.code}>
              <b>{say(channel.name)}</b>
              <StateTag
                name={channel.on ? t('settings.on') : t('settings.off')}
                stage={channel.on ? 'done' : 'waiting'}
              />
              <span className="yw-quiet">{channel.why === null ? '' : say(channel.why)}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}

function Templates() {
  const t = useMessageWords()
  const say = useSay()
  const found = useRead(listTemplates, {})
  const [picked, setPicked] = useState<string>()
  if (found.isError) return <ErrorState failure={found.error} onRetry={() => void found.refetch()} />
  if (found.data === undefined) return <Spin />
  const template = found.data.items.find((one) => one.notice === picked) ?? found.data.items[0]!
  return (
    <div className="notices-templates">
      <ul aria-label={t('settings.templates')}>
        {found.data.items.map((one) => (
          <li key={one.notice}>
            <button type="button" aria-current={one.notice === template.notice} onClick={() => setPicked(one.notice)}>
              {say(one.name)}
              <span className="yw-quiet yw-small">
                {one.versions[0]!.version === 0
                  ? t('settings.builtIn')
                  : t('settings.version', { version: one.versions[0]!.version })}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <TemplateEditor key={`${template.notice} ${template.versions[0]!.version}`} template={template} />
    </div>
  )
}
