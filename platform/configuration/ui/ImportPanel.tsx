import { Button, Checkbox, Modal } from 'antd'
import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { FailureAlert, FileDrop, Notice, useCall, useSay } from '#lib/ui'
import type { Words } from '#lib/kernel/contract'
import { importConfiguration, planConfiguration, type Plan } from '../contract.ts'
import { PlanView } from './PlanView.tsx'
import { useConfigurationWords } from './words.ts'

interface Chosen {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Look first, then decide: a file is compared as soon as it is chosen, and imported only on a second word. */
export function ImportPanel({ city }: { readonly city: { readonly code: string; readonly name: Words } }) {
  const t = useConfigurationWords()
  const say = useSay()
  const queries = useQueryClient()
  const [file, setFile] = useState<Chosen>()
  const [parts, setParts] = useState<readonly string[]>()
  const [meant, setMeant] = useState(false)
  const [asking, setAsking] = useState(false)
  const look = useCall(planConfiguration)
  const write = useCall(importConfiguration)
  const reset = () => {
    setFile(undefined)
    setParts(undefined)
    setMeant(false)
    look.reset()
    write.reset()
  }
  const compare = (one: Chosen, names: readonly string[] | undefined) => {
    write.reset()
    look.mutate({ query: names === undefined ? {} : { parts: names.join(',') }, body: one.bytes })
  }
  const choose = async (chosen: File) => {
    reset()
    const one = { name: chosen.name, bytes: new Uint8Array(await chosen.arrayBuffer()) }
    setFile(one)
    compare(one, undefined)
  }
  const take = (plan: Plan) => {
    setAsking(false)
    const names = plan.parts.map((part) => part.name).join(',')
    const query = { parts: names, plan: plan.plan, ...(plan.city.same ? {} : { otherCity: meant }) }
    // Whatever page is open next shows what was imported.
    write.mutate({ query, body: file!.bytes }, { onSuccess: () => void queries.invalidateQueries() })
  }
  const plan = look.data
  const failure = write.error ?? look.error
  const done = write.data
  return (
    <section className="conf-panel conf-import" aria-labelledby="conf-import">
      <h2 id="conf-import">{t('import.title')}</h2>
      {file === undefined ? (
        <FileDrop accept=".json,application/json" onFile={(chosen) => void choose(chosen)}>
          <b>{t('import.drop')}</b>
        </FileDrop>
      ) : null}
      {failure === null ? null : <FailureAlert failure={failure} />}
      {look.isPending || write.isPending ? (
        <p role="status">{t(write.isPending ? 'import.writing' : 'import.reading')}</p>
      ) : null}
      {done === undefined ? null : <Notice tone="done">{t('import.done', { count: done.toApply })}</Notice>}
      {file === undefined || plan === undefined ? null : (
        <>
          <p className="yw-quiet yw-small">{t('import.file', { name: file.name, sum: plan.sum.slice(0, 12) })}</p>
          {plan.city.same ? null : (
            <div className="conf-other">
              <Notice tone="warning">{t('import.otherCity', { city: plan.city.code, own: say(city.name) })}</Notice>
              <Checkbox checked={meant} onChange={(event) => setMeant(event.target.checked)}>
                {t('import.otherCityMeant')}
              </Checkbox>
            </div>
          )}
          <PlanView
            plan={plan}
            chosen={parts ?? plan.parts.map((part) => part.name)}
            onChoose={done === undefined ? setParts : undefined}
          />
        </>
      )}
      {file === undefined ? null : (
        <div className="conf-actions">
          {plan === undefined || done !== undefined ? null : narrowed(plan, parts) ? (
            <Button type="primary" disabled={parts!.length === 0} onClick={() => compare(file, parts)}>
              {t('import.partsAgain')}
            </Button>
          ) : plan.toApply === 0 ? (
            <b>{t('import.nothing')}</b>
          ) : (
            <Button
              type="primary"
              loading={write.isPending}
              disabled={!plan.city.same && !meant}
              onClick={() => setAsking(true)}
            >
              {t('import.take', { count: plan.toApply })}
            </Button>
          )}
          <Button onClick={reset} disabled={write.isPending}>
            {t('import.another')}
          </Button>
        </div>
      )}
      {plan === undefined ? null : (
        <Modal
          open={asking}
          title={t('import.confirm', { count: plan.toApply })}
          okText={t('import.yes')}
          cancelText={t('import.no')}
          onOk={() => take(plan)}
          onCancel={() => setAsking(false)}
        >
          {t('import.confirmText', { ended: plan.parts.reduce((sum, part) => sum + part.counts.ended, 0) })}
        </Modal>
      )}
    </section>
  )
}

/** Whether other parts are ticked than were compared: what is imported was always looked at. */
function narrowed(plan: Plan, parts: readonly string[] | undefined): boolean {
  return parts !== undefined && parts.length !== plan.parts.length
}
