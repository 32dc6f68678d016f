import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Segmented } from 'antd'
import { useMemo, useRef, useState } from 'react'
import { registerCase, type KindDefinition } from '../contract.ts'
import { EmptyState, FailureAlert, Keys, PageHeader, Refused, useCommand, useKeys, useSay } from '#lib/ui'
import { useMe } from '#platform/identity/ui'
import { dropDraft, loadDraft, saveDraft, type Values } from './drafts.ts'
import { FormPlaceContext, type FormPlace } from './form-place.ts'
import { registrable, useKinds, waysOf, type Way } from './kinds.ts'
import { refreshCases } from './live.ts'
import { SchemaForm, type SchemaFormHandle } from './SchemaForm.tsx'
import { usePlatformOf } from './units-among.ts'
import { useCaseWords } from './words.ts'
import './cases.css'
import './case.css'

/** 录单: for those whose post may register. */
export function RegisterPage() {
  const t = useCaseWords()
  const say = useSay()
  const me = useMe()
  const kinds = useKinds()
  const [code, setCode] = useState<string | undefined>(undefined)
  const [wayCode, setWayCode] = useState<string | undefined>(undefined)
  if (me === undefined || kinds === undefined) return null
  const mine = registrable(kinds, me.post.role)
  const kind = mine.find((one) => one.kind === code) ?? mine[0]
  const ways = kind === undefined ? [] : waysOf(kind, me.post.role)
  const way = ways.find((one) => one.code === wayCode) ?? ways[0]
  return (
    <div className="case-page">
      <PageHeader
        title={t('register.title')}
        aside={
          <>
            {mine.length > 1 && kind !== undefined ? (
              <Segmented
                aria-label={t('register.kind')}
                value={kind.kind}
                options={mine.map((one) => ({ value: one.kind, label: say(one.name) }))}
                onChange={setCode}
              />
            ) : kind === undefined ? null : (
              <span className="yw-quiet">{say(kind.name)}</span>
            )}
            {ways.length > 1 && way !== undefined ? (
              <Segmented
                aria-label={t('register.way')}
                value={way.code ?? ''}
                options={ways.map((one) => ({ value: one.code ?? '', label: say(one.name) }))}
                onChange={(value) => setWayCode(value === '' ? undefined : value)}
              />
            ) : null}
          </>
        }
      />
      {kind === undefined || way === undefined ? (
        <EmptyState title={t('register.mayNot')} hint={t('register.mayNotHint')} />
      ) : (
        <RegisterForm key={kind.kind} kind={kind} way={way} />
      )}
    </div>
  )
}

function RegisterForm({ kind, way }: { readonly kind: KindDefinition; readonly way: Way }) {
  const t = useCaseWords()
  const say = useSay()
  const queries = useQueryClient()
  const command = useCommand(registerCase)
  const form = useRef<SchemaFormHandle>(null)
  const me = useMe()
  const platformId = usePlatformOf(me?.post.unit.id)
  const draftKey = `register.${kind.kind}`
  const fields = useMemo(
    () => kind.fields.map((field) => (way.requires.includes(field.key) ? { ...field, required: true } : field)),
    [kind, way],
  )
  const [draft] = useState(() => loadDraft(draftKey))
  const [values, setValues] = useState<Values>(draft ?? {})
  const [done, setDone] = useState<{ id: string; number: string; appended: boolean } | undefined>(undefined)
  const place: FormPlace = {
    platformId,
    unitId: me?.post.unit.id,
    about: values[kind.titleField] ?? '',
    facts: Object.fromEntries(Object.entries(values).flatMap(([key, value]) => (value === null ? [] : [[key, value]]))),
    categoryField: kind.categoryField,
  }

  const submit = (input: Values) => {
    if (command.isPending) return
    command.mutate(
      { body: { kind: kind.kind, ...(way.code === undefined ? {} : { entry: way.code }), input: { ...input } } },
      {
        onSuccess: (reply) => {
          dropDraft(draftKey)
          setDone({ id: reply.caseId, number: reply.number, appended: reply.appended })
          setValues({})
          form.current?.clear()
          refreshCases(queries, [])
        },
      },
    )
  }
  useKeys(t('register.title'), [{ keys: 'mod+Enter', label: t('keys.submit'), run: () => form.current?.submit() }])
  const problem = command.error instanceof Refused ? command.error.problem : undefined
  const known = problem?.type === 'cases.source_number_known' ? problem.data['number'] : undefined
  return (
    <div className="case-paper case-register">
      {done === undefined ? null : (
        <output className="case-done">
          <p>
            <b>
              {t(done.appended ? 'register.appended' : 'register.done')}{' '}
              <span className="yw-number">{done.number}</span>
            </b>
          </p>
          <Link to="/cases/$id" params={{ id: done.id }}>
            {t('register.open')}
          </Link>
        </output>
      )}
      <FormPlaceContext value={place}>
        <SchemaForm
          columns
          name="register"
          fields={fields}
          initial={draft}
          disabled={command.isPending}
          handle={form}
          onChange={(now) => {
            saveDraft(draftKey, now)
            setValues(now)
          }}
          onSubmit={submit}
        />
      </FormPlaceContext>
      {command.error === null ? null : (
        <FailureAlert
          failure={command.error}
          extra={
            typeof known === 'string' ? (
              <Link to="/cases" search={{ q: known, state: 'all' }}>
                {t('register.find')}
              </Link>
            ) : undefined
          }
        />
      )}
      <div className="case-panel-foot">
        <Button type="primary" loading={command.isPending} onClick={() => form.current?.submit()}>
          {t('register.submit', { name: say(way.name) })}
        </Button>
        <Keys keys="mod+Enter" />
      </div>
    </div>
  )
}
