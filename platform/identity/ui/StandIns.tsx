import { useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Modal, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { ErrorState, FailureAlert, keyOf, MomentInput, Notice, TimeText, useCommand, useRead, useSay } from '#lib/ui'
import { findColleagues, listStandIns, nameStandIn, withdrawStandIn, type Me } from '../contract.ts'
import { useIdentityWords } from './me.ts'

/** Who stands in for me, and for whom I do. */
export function StandIns({ me }: { readonly me: Me }) {
  const t = useIdentityWords()
  const say = useSay()
  const queries = useQueryClient()
  const list = useRead(listStandIns, {})
  const withdraw = useCommand(withdrawStandIn)
  const [naming, setNaming] = useState(false)
  const refresh = () => void queries.invalidateQueries({ queryKey: keyOf(listStandIns) })
  const items = list.data?.items ?? []
  return (
    <section className="id-section">
      <header>
        <h2>{t('standIn.title')}</h2>
        <Button onClick={() => setNaming(true)}>{t('standIn.add')}</Button>
      </header>
      <p className="yw-quiet">{t('standIn.about')}</p>
      {withdraw.error === null ? null : <FailureAlert failure={withdraw.error} />}
      {list.isError ? (
        <ErrorState failure={list.error} onRetry={() => void list.refetch()} />
      ) : items.length === 0 ? (
        list.isPending ? null : (
          <Notice tone="info">{t('standIn.none')}</Notice>
        )
      ) : (
        <table className="id-table" aria-label={t('standIn.title')}>
          <tbody>
            {items.map((one) => (
              <tr key={one.id}>
                <td className="yw-nowrap">
                  <b>{one.mine ? t('standIn.forMe', { name: one.deputy }) : t('standIn.byMe', { name: one.absent })}</b>
                </td>
                <td>
                  {say(one.roleName)} · {one.unitName}
                </td>
                <td className="yw-nowrap">
                  <TimeText at={one.from} /> — <TimeText at={one.until} />
                </td>
                <td>{one.reason}</td>
                <td className="id-c-do">
                  <span className="id-run yw-quiet">{t(one.inForce ? 'standIn.running' : 'standIn.coming')}</span>
                  <Popconfirm
                    title={t('standIn.withdrawSure')}
                    onConfirm={() => withdraw.mutate({ params: { id: one.id }, body: {} }, { onSuccess: refresh })}
                  >
                    <Button size="small">{t('standIn.withdraw')}</Button>
                  </Popconfirm>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {naming ? (
        <NameStandIn
          me={me}
          onClose={(done) => {
            setNaming(false)
            if (done) refresh()
          }}
        />
      ) : null}
    </section>
  )
}

interface Entry {
  readonly postId: string
  readonly accountId: string
  readonly from: string
  readonly until: string
  readonly reason: string
}

const dayMs = 86_400_000

function NameStandIn({ me, onClose }: { readonly me: Me; readonly onClose: (done: boolean) => void }) {
  const t = useIdentityWords()
  const say = useSay()
  const [q, setQ] = useState('')
  const [form] = Form.useForm<Entry>()
  const people = useRead(findColleagues, { query: { q } }, { enabled: q !== '', keep: true })
  const command = useCommand(nameStandIn)
  const [begin] = useState(() => Date.now())
  const own = me.posts.filter((post) => post.standsInFor === null)
  const need = [{ required: true, message: t('setUp.need') }]
  return (
    <Modal
      open
      title={t('standIn.add')}
      okText={t('standIn.save')}
      cancelText={t('account.cancel')}
      confirmLoading={command.isPending}
      onCancel={() => onClose(false)}
      onOk={() => form.submit()}
    >
      {command.error === null ? null : <FailureAlert failure={command.error} />}
      <Form<Entry>
        form={form}
        layout="vertical"
        requiredMark={false}
        name="stand-in"
        initialValues={{
          postId: own[0]?.id,
          from: new Date(begin).toISOString(),
          until: new Date(begin + dayMs).toISOString(),
        }}
        onFinish={(entry) => command.mutate({ body: entry }, { onSuccess: () => onClose(true) })}
      >
        <Form.Item name="postId" label={t('standIn.post')} rules={need}>
          <Select
            options={own.map((post) => ({ value: post.id, label: `${say(post.roleName)} · ${post.unit.name}` }))}
          />
        </Form.Item>
        <Form.Item name="accountId" label={t('standIn.who')} rules={need}>
          <Select
            showSearch={{ filterOption: false, onSearch: setQ }}
            placeholder={t('standIn.whoHint')}
            notFoundContent={null}
            loading={people.isFetching}
            options={(people.data?.items ?? [])
              .filter((one) => one.id !== me.account.id)
              .map((one) => ({ value: one.id, label: `${one.name} · ${one.unitName}` }))}
          />
        </Form.Item>
        <div className="id-pair">
          <Form.Item name="from" label={t('standIn.from')} rules={need}>
            <MomentInput />
          </Form.Item>
          <Form.Item name="until" label={t('standIn.until')} rules={need}>
            <MomentInput />
          </Form.Item>
        </div>
        <Form.Item name="reason" label={t('standIn.reason')} rules={need}>
          <Input maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
