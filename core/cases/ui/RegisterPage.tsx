import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Button, Segmented } from 'antd'
import { useRef, useState } from 'react'
import { registerCase, type KindDefinition } from '../contract.ts'
import { EmptyState, FailureAlert, Keys, PageHeader, Refused, useCommand, useKeys, useSay } from '#lib/ui'
import { useMe } from '#platform/identity/ui'
import { dropDraft, loadDraft, saveDraft, type Values } from './drafts.ts'
import { registrable, useKinds } from './kinds.ts'
import { refreshCases } from './live.ts'
import { SchemaForm, type SchemaFormHandle } from './SchemaForm.tsx'
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
  if (me === undefined || kinds === undefined) return null
  const mine = registrable(kinds, me.post.role)
  const kind = mine.find((one) => one.kind === code) ?? mine[0]
  return (
    <div className="case-page">
      <PageHeader
        title={t('register.title')}
        aside={
          mine.length > 1 && kind !== undefined ? (
            <Segmented
              aria-label={t('register.kind')}
              value={kind.kind}
              options={mine.map((one) => ({ value: one.kind, label: say(one.name) }))}
              onChange={setCode}
            />
          ) : kind === undefined ? undefined : (
            <span className="yw-quiet">{say(kind.name)}</span>
          )
        }
      />
      {kind === undefined ? (
        <EmptyState title={t('register.mayNot')} hint={t('register.mayNotHint')} />
      ) : (
        <RegisterForm key={kind.kind} kind={kind} />
      )}
    </div>
  )
}

function RegisterForm({ kind }: { readonly kind: KindDefinition }) {
  const t = useCaseWords()
  const say = useSay()
  const queries = useQueryClient()
  const command = useCommand(registerCase)
  const form = useRef<SchemaFormHandle>(null)
  const draftKey = `register.${kind.kind}`
  const [draft] = useState(() => loadDraft(draftKey))
  const [done, setDone] = useState<{ id: string; number: string } | undefined>(undefined)

  const submit = (input: Values) => {
    if (command.isPending) return
    command.mutate(
      { body: { kind: kind.kind, input: { ...input } } },
      {
        onSuccess: (reply) => {
          dropDraft(draftKey)
          setDone({ id: reply.caseId, number: reply.number })
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
              {t('register.done')} <span className="yw-number">{done.number}</span>
            </b>
          </p>
          <Link to="/cases/$id" params={{ id: done.id }}>
            {t('register.open')}
          </Link>
        </output>
      )}
      <SchemaForm
        columns
        name="register"
        fields={kind.fields}
        initial={draft}
        disabled={command.isPending}
        handle={form}
        onChange={(values) => saveDraft(draftKey, values)}
        onSubmit={submit}
      />
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
          {t('register.submit', { name: say(kind.register.name) })}
        </Button>
        <Keys keys="mod+Enter" />
      </div>
    </div>
  )
}
