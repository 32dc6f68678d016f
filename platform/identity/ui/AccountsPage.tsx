import { DownloadOutlined, PlusOutlined, UploadOutlined } from '@ant-design/icons'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Form, Input, Modal, Pagination, Select } from 'antd'
import { useState } from 'react'
import {
  EmptyState,
  ErrorState,
  FailureAlert,
  FocusedInput,
  Notice,
  focusSearch,
  PageHeader,
  saveFile,
  SearchBox,
  SortHead,
  stepRow,
  TableSkeleton,
  TimeText,
  useCall,
  useCommand,
  useJoin,
  useKeys,
  useRead,
  useSay,
} from '#lib/ui'
import { UnitSelect } from '#platform/org/ui'
import { createAccount, exportAccounts, listAccounts, setAccountPhone, type AccountRow } from '../contract.ts'
import { parseAccountsSearch, type AccountsSearch } from './accounts-search.ts'
import { useIdentityWords, useMe, useRoles } from './me.ts'
import { PhoneField } from './Phones.tsx'
import './accounts.css'

const pageSize = 50
const states = ['enabled', 'disabled', 'locked'] as const

/** All accounts: search, filter, sort, page; the whole state stands in the address. */
export function AccountsPage() {
  const t = useIdentityWords()
  const say = useSay()
  const me = useMe()
  const roles = useRoles()
  const navigate = useNavigate()
  const search = parseAccountsSearch(useSearch({ strict: false }))
  const { page = 1, sort = 'name', ...filter } = search
  const list = useRead(listAccounts, { query: { ...filter, sort, page, size: pageSize } }, { keep: true })
  const exporting = useCall(exportAccounts)
  const [making, setMaking] = useState(false)
  useKeys(t('accounts.keys'), [
    { keys: 'j ArrowDown', label: t('accounts.keyNext'), run: () => stepRow(1) },
    { keys: 'k ArrowUp', label: t('accounts.keyPrevious'), run: () => stepRow(-1) },
    { keys: '/', label: t('accounts.keySearch'), run: focusSearch },
  ])

  const go = (change: Partial<Record<keyof AccountsSearch, string | number | undefined>>) =>
    void navigate({ to: '/system/accounts', search: { ...search, page: undefined, ...change } as never })
  const filtered = Object.keys(filter).length > 0
  const items = list.data?.items ?? []
  if (list.isError && list.data === undefined)
    return <ErrorState failure={list.error} onRetry={() => void list.refetch()} />
  return (
    <div className="yw-list">
      <PageHeader
        title={t('accounts.title')}
        actions={
          <>
            <Button
              icon={<DownloadOutlined aria-hidden />}
              loading={exporting.isPending}
              onClick={() =>
                exporting.mutate({ body: filter }, { onSuccess: ({ csv }) => saveFile(csv, t('accounts.file')) })
              }
            >
              {t('accounts.export')}
            </Button>
            {me?.may.manageAccounts === true || me?.may.grantPosts === true ? (
              <Button
                icon={<UploadOutlined aria-hidden />}
                onClick={() => void navigate({ to: '/system/accounts/import' })}
              >
                {t('importing.open')}
              </Button>
            ) : null}
            {me?.may.manageAccounts === true ? (
              <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setMaking(true)}>
                {t('accounts.add')}
              </Button>
            ) : null}
          </>
        }
      />
      <div className="yw-filters id-filters">
        <SearchBox
          className="id-search"
          label={t('accounts.search')}
          value={search.q ?? ''}
          onSearch={(q) => go({ q: q === '' ? undefined : q })}
        />
        <Select
          allowClear
          aria-label={t('accounts.role')}
          placeholder={t('accounts.anyRole')}
          showSearch={{ optionFilterProp: 'label' }}
          value={search.role ?? null}
          options={roles?.map((role) => ({ value: role.code, label: say(role.name) })) ?? []}
          onChange={(role) => go({ role: role ?? undefined })}
        />
        <UnitSelect
          clearable
          aria-label={t('accounts.unit')}
          value={search.unitId ?? null}
          placeholder={t('accounts.anyUnit')}
          onChange={(unitId) => go({ unitId: unitId ?? undefined })}
        />
        <Select
          allowClear
          aria-label={t('accounts.state.label')}
          placeholder={t('accounts.anyState')}
          value={search.state ?? null}
          options={states.map((state) => ({ value: state, label: t(`accounts.state.${state}`) }))}
          onChange={(state) => go({ state: state ?? undefined })}
        />
      </div>
      {exporting.error === null ? null : <FailureAlert failure={exporting.error} />}
      {exporting.data === undefined ? null : (
        <Notice tone="done">{t('accounts.exported', { count: exporting.data.count })}</Notice>
      )}
      <div className={list.isPlaceholderData ? 'yw-scroll yw-stale' : 'yw-scroll'}>
        {list.isPending ? (
          <TableSkeleton widths={[80, 90]} />
        ) : items.length === 0 ? (
          <EmptyState
            title={t('accounts.empty')}
            action={
              filtered ? (
                <Button onClick={() => void navigate({ to: '/system/accounts' })}>{t('accounts.clear')}</Button>
              ) : null
            }
          />
        ) : (
          <Table items={items} sort={sort} busy={list.isFetching} onSort={(next) => go({ sort: next })} />
        )}
      </div>
      <footer className="yw-foot">
        <span className="yw-quiet yw-number">
          {list.data === undefined ? '' : t('accounts.total', { count: list.data.total })}
        </span>
        <Pagination
          size="small"
          current={page}
          pageSize={pageSize}
          total={list.data?.total ?? 0}
          showSizeChanger={false}
          hideOnSinglePage
          onChange={(next) => go({ page: next === 1 ? undefined : next })}
        />
      </footer>
      {making ? <NewAccount onClose={() => setMaking(false)} /> : null}
    </div>
  )
}

type Sort = NonNullable<AccountsSearch['sort']>

interface TableProps {
  readonly items: readonly AccountRow[]
  readonly sort: Sort
  readonly busy: boolean
  readonly onSort: (sort: Sort) => void
}

function Table({ items, sort, busy, onSort }: TableProps) {
  const t = useIdentityWords()
  const head = (by: 'name' | 'username' | 'seen', label: string, className: string) => (
    <SortHead by={by} label={label} className={className} sort={sort} onSort={onSort} first="up" />
  )
  return (
    <table className="yw-table" aria-label={t('accounts.table')} aria-busy={busy}>
      <thead>
        <tr>
          {head('name', t('accounts.name'), 'id-c-name')}
          {head('username', t('accounts.username'), 'id-c-username')}
          <th className="id-c-phone">{t('phone.label')}</th>
          <th>{t('accounts.posts')}</th>
          <th className="id-c-state">{t('accounts.state.label')}</th>
          {head('seen', t('accounts.seen'), 'id-c-seen')}
        </tr>
      </thead>
      <tbody>
        {items.map((one) => (
          <Row key={one.id} one={one} />
        ))}
      </tbody>
    </table>
  )
}

function Row({ one }: { readonly one: AccountRow }) {
  const t = useIdentityWords()
  const join = useJoin()
  const say = useSay()
  const navigate = useNavigate()
  const posts = join(
    one.posts.map((post) => `${say(post.roleName)} · ${post.unitName}`),
    ';',
  )
  return (
    <tr
      className="yw-row"
      onClick={(event) => {
        if (event.target instanceof Element && event.target.closest('a') !== null) return
        // A click that marked text is not a wish to open.
        if (getSelection()?.isCollapsed === false) return
        void navigate({ to: '/system/accounts/$id', params: { id: one.id } })
      }}
    >
      <td className="yw-clip" title={one.name}>
        <Link to="/system/accounts/$id" params={{ id: one.id }} className="yw-link">
          {one.name}
        </Link>
      </td>
      <td className="yw-number yw-clip" title={one.username}>
        {one.username}
      </td>
      <td className="yw-number yw-nowrap">{one.phone ?? ''}</td>
      <td className="yw-clip" title={posts}>
        {posts === '' ? <span className="yw-quiet">{t('accounts.noPosts')}</span> : posts}
      </td>
      <td className="yw-clip">
        <StateLabel state={one.state} />
        {one.hasPassword ? null : <span className="id-tag">{t('accounts.noPassword')}</span>}
      </td>
      <td className="yw-quiet yw-nowrap">
        {one.lastSeenAt === null ? t('accounts.never') : <TimeText at={one.lastSeenAt} relative />}
      </td>
    </tr>
  )
}

/** Whether an account may log in, by word and colour. */
export function StateLabel({ state }: { readonly state: AccountRow['state'] }) {
  const t = useIdentityWords()
  return <span className={`id-state id-state-${state}`}>{t(`accounts.state.${state}`)}</span>
}

function NewAccount({ onClose }: { readonly onClose: () => void }) {
  const t = useIdentityWords()
  const navigate = useNavigate()
  const command = useCommand(createAccount)
  const setPhone = useCall(setAccountPhone)
  const [form] = Form.useForm<{ name: string; username: string; phone?: string }>()
  const open = (id: string) => void navigate({ to: '/system/accounts/$id', params: { id } })
  return (
    <Modal
      open
      title={t('accounts.add')}
      okText={t('accounts.create')}
      cancelText={t('account.cancel')}
      confirmLoading={command.isPending}
      onCancel={onClose}
      onOk={() => form.submit()}
    >
      {command.error === null ? null : <FailureAlert failure={command.error} />}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        name="new-account"
        onFinish={({ phone = '', ...body }) =>
          command.mutate(
            { body },
            {
              onSuccess: ({ id }) =>
                phone.trim() === ''
                  ? open(id)
                  : setPhone.mutate({ params: { id }, body: { phone } }, { onSettled: () => open(id) }),
            },
          )
        }
      >
        <Form.Item name="name" label={t('accounts.name')} rules={[{ required: true, message: t('setUp.need') }]}>
          <FocusedInput maxLength={40} autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="username"
          label={t('accounts.username')}
          extra={t('setUp.usernameRule')}
          rules={[
            { required: true, message: t('setUp.need') },
            { pattern: /^[a-z][a-z0-9._-]{1,31}$/, message: t('setUp.usernameRule') },
          ]}
        >
          <Input maxLength={32} autoComplete="off" spellCheck={false} />
        </Form.Item>
        <PhoneField name="phone" />
      </Form>
    </Modal>
  )
}
