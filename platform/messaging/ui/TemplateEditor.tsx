import { useQueryClient } from '@tanstack/react-query'
import { App, Button, Input } from 'antd'
import { useRef, useState } from 'react'
import type { Language, Words } from '#lib/kernel/contract'
import { FailureAlert, keyOf, Notice, TimeText, useCommand, useSay } from '#lib/ui'
import { listTemplates, render, unknownVariables, variablesIn, writeTemplate, type Template } from '../contract.ts'
import { useMessageWords } from './words.ts'

type Draft = { readonly title: Words; readonly body: Words }
type Place = { readonly part: 'title' | 'body'; readonly language: Language }

const languageKeys = { 'zh-CN': 'zh', en: 'en' } as const

/** The text of one notice in both languages, with what it will look like and what it looked like before. */
export function TemplateEditor({ template }: { readonly template: Template }) {
  const t = useMessageWords()
  const say = useSay()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const save = useCommand(writeTemplate)
  const current = template.versions[0]!
  const [draft, setDraft] = useState<Draft>({ title: current.title, body: current.body })
  const place = useRef<Place>({ part: 'body', language: 'zh-CN' })
  const unknown = unknownVariables(
    draft,
    template.variables.map((one) => one.key),
  )
  const empty = [draft.title, draft.body].some((words) => words['zh-CN'].trim() === '' || words.en.trim() === '')
  const changed = JSON.stringify(draft) !== JSON.stringify({ title: current.title, body: current.body })
  const set = ({ part, language }: Place, text: string) =>
    setDraft({ ...draft, [part]: { ...draft[part], [language]: text } })
  const insert = (key: string) => {
    const { part, language } = place.current
    set(place.current, `${draft[part][language]}{${key}}`)
  }
  return (
    <div className="notices-editor">
      <p className="yw-quiet yw-small">
        {current.author === null ? (
          t('settings.builtIn')
        ) : (
          <>
            {t('settings.version', { version: current.version })} · {t('settings.by', { name: current.author })}{' '}
            <TimeText at={current.writtenAt!} />
          </>
        )}
      </p>
      <div className="notices-variables">
        <span className="yw-quiet" title={t('settings.insert')}>
          {t('settings.variables')}
        </span>
        {template.variables.map((one) => (
          <Button key={one.key} size="small" title={t('settings.insert')} onClick={() => insert(one.key)}>
            {`{${one.key}}`} {say(one.name)}
          </Button>
        ))}
      </div>
      <div className="notices-languages">
        {(['zh-CN', 'en'] as const).map((language) => {
          const label = t(`settings.language.${languageKeys[language]}`)
          return (
            <section key={language} lang={language}>
              <h3>{label}</h3>
              <Input
                aria-label={`${label} ${t('settings.field.title')}`}
                maxLength={100}
                value={draft.title[language]}
                onFocus={() => (place.current = { part: 'title', language })}
                onChange={({ target }) => set({ part: 'title', language }, target.value)}
              />
              <Input.TextArea
                aria-label={`${label} ${t('settings.field.body')}`}
                maxLength={1000}
                autoSize={{ minRows: 3, maxRows: 8 }}
                value={draft.body[language]}
                onFocus={() => (place.current = { part: 'body', language })}
                onChange={({ target }) => set({ part: 'body', language }, target.value)}
              />
              <Preview draft={draft} template={template} language={language} />
            </section>
          )
        })}
      </div>
      {unknown.length === 0 ? null : (
        <Notice tone="error">{t('settings.unknown', { names: unknown.map((one) => `{${one}}`).join(' ') })}</Notice>
      )}
      {empty ? <Notice tone="warning">{t('settings.required')}</Notice> : null}
      {save.error === null ? null : <FailureAlert failure={save.error} />}
      <div className="notices-save">
        <Button
          type="primary"
          disabled={!changed || empty || unknown.length > 0}
          loading={save.isPending}
          onClick={() =>
            save.mutate(
              { params: { notice: template.notice }, body: { basedOn: current.version, ...draft } },
              {
                onSuccess: () => {
                  void queries.invalidateQueries({ queryKey: keyOf(listTemplates) })
                  void message.success(t('saved'))
                },
              },
            )
          }
        >
          {t('save')}
        </Button>
        {changed ? (
          <>
            <Button onClick={() => setDraft({ title: current.title, body: current.body })}>{t('cancel')}</Button>
            <span className="yw-quiet">{t('settings.changed')}</span>
          </>
        ) : null}
      </div>
      {template.versions.length === 1 ? null : (
        <section className="notices-history">
          <h3>{t('settings.history')}</h3>
          <ol>
            {template.versions.slice(1).map((one) => (
              <li key={one.version}>
                <span>
                  {one.author === null ? t('settings.builtIn') : t('settings.version', { version: one.version })}
                </span>
                <span className="notices-old">
                  {say(one.title)} — {say(one.body)}
                </span>
                {one.writtenAt === null ? null : <TimeText at={one.writtenAt} />}
                <Button size="small" onClick={() => setDraft({ title: one.title, body: one.body })}>
                  {t('settings.restore')}
                </Button>
              </li>
            ))}
          </ol>
        </section>
      )}
    </div>
  )
}

interface PreviewProps {
  readonly draft: Draft
  readonly template: Template
  readonly language: Language
}

function Preview({ draft, template, language }: PreviewProps) {
  const t = useMessageWords()
  const known = Object.fromEntries(template.variables.map((one) => [one.key, one.example]))
  // What nobody fills stays as it was typed; the page says beside it that it is unknown.
  const text = (words: Words): string => {
    const unknown = variablesIn(words[language]).filter((name) => !Object.hasOwn(known, name))
    const values = { ...known, ...Object.fromEntries(unknown.map((name) => [name, `{${name}}`])) }
    return render(words[language], values, language)
  }
  return (
    <figure aria-label={t('settings.preview')}>
      <figcaption className="yw-quiet yw-small">{t('settings.preview')}</figcaption>
      <b>{text(draft.title)}</b>
      <p>{text(draft.body)}</p>
    </figure>
  )
}
