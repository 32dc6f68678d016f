import { Form, Modal, Select } from 'antd'
import { FailureAlert, MomentInput, useCommand, useSay } from '#lib/ui'
import { UnitSelect, useUnits } from '#platform/org/ui'
import { editPost, grantPost, type AccountPost, type PostScope } from '../contract.ts'
import { useIdentityWords, useRoles } from './me.ts'

interface PostEditorProps {
  readonly accountId: string
  /** undefined: a new post */
  readonly post: AccountPost | undefined
  readonly onClose: (done: boolean) => void
}

interface Entry {
  readonly role?: string
  readonly unitId?: string
  readonly reach: NonNullable<PostScope['reach']> | 'role'
  readonly units?: string[]
  readonly places?: string[]
  readonly categories?: string[]
  readonly sensitivity: number
  readonly validTo?: string | null
}

const asRole = -1
const reaches = ['unit', 'subtree', 'all', 'listed'] as const
const levels = [0, 1, 2] as const

/** Grants a post, or changes how far and how long one reaches. */
export function PostEditor({ accountId, post, onClose }: PostEditorProps) {
  const t = useIdentityWords()
  const say = useSay()
  const roles = useRoles() ?? []
  const units = useUnits().data?.items ?? []
  const grant = useCommand(grantPost)
  const edit = useCommand(editPost)
  const [form] = Form.useForm<Entry>()
  const code = Form.useWatch('role', form) ?? post?.role
  const reach = Form.useWatch('reach', form)
  const role = roles.find((one) => one.code === code)
  const need = [{ required: true, message: t('setUp.need') }]
  const done = { onSuccess: () => onClose(true) }
  const failure = grant.error ?? edit.error

  const submit = (entry: Entry) => {
    const body = {
      validTo: entry.validTo ?? null,
      reach: entry.reach === 'role' ? null : entry.reach,
      units: entry.reach === 'listed' ? (entry.units ?? null) : null,
      places: filled(entry.places),
      categories: filled(entry.categories),
      sensitivity: entry.sensitivity === asRole ? null : (entry.sensitivity as 0 | 1 | 2),
    }
    if (post === undefined)
      grant.mutate({ params: { id: accountId }, body: { ...body, role: entry.role!, unitId: entry.unitId! } }, done)
    else edit.mutate({ params: { id: post.id }, body }, done)
  }
  return (
    <Modal
      open
      width={620}
      title={post === undefined ? t('account.addPost') : `${say(post.roleName)} · ${post.unit.name}`}
      okText={t('account.save')}
      cancelText={t('account.cancel')}
      confirmLoading={grant.isPending || edit.isPending}
      onCancel={() => onClose(false)}
      onOk={() => form.submit()}
    >
      {failure === null ? null : <FailureAlert failure={failure} />}
      <Form<Entry>
        form={form}
        layout="vertical"
        requiredMark={false}
        name="post"
        initialValues={{
          reach: post?.reach ?? 'role',
          units: post?.units ?? [],
          places: post?.places ?? [],
          categories: post?.categories ?? [],
          sensitivity: post?.sensitivity ?? asRole,
          validTo: post?.validTo ?? null,
        }}
        onFinish={submit}
      >
        {post === undefined ? (
          <div className="id-pair">
            <Form.Item name="role" label={t('accounts.role')} rules={need}>
              <Select
                showSearch={{ optionFilterProp: 'label' }}
                options={roles.map((one) => ({ value: one.code, label: say(one.name) }))}
              />
            </Form.Item>
            <Form.Item name="unitId" label={t('accounts.unit')} rules={need}>
              <UnitSelect />
            </Form.Item>
          </div>
        ) : null}
        {role?.duty === undefined || role.duty === null ? null : (
          <p className="id-duty yw-quiet">
            {t('account.duty')}：{say(role.duty)}
          </p>
        )}
        <div className="id-pair">
          <Form.Item name="reach" label={t('account.reach')}>
            <Select
              options={[
                {
                  value: 'role',
                  label: t('account.asRole', { what: role === undefined ? '—' : t(`account.reaches.${role.reach}`) }),
                },
                ...reaches.map((one) => ({ value: one, label: t(`account.reaches.${one}`) })),
              ]}
            />
          </Form.Item>
          <Form.Item name="sensitivity" label={t('account.sensitivity')}>
            <Select
              options={[
                {
                  value: asRole,
                  label: t('account.asRole', {
                    what: role === undefined ? '—' : t(`account.levels.l${role.sensitivity as 0 | 1 | 2}`),
                  }),
                },
                ...levels.map((one) => ({ value: one, label: t(`account.levels.l${one}`) })),
              ]}
            />
          </Form.Item>
        </div>
        {reach === 'listed' ? (
          <Form.Item name="units" label={t('account.listedUnits')} rules={need}>
            <Select
              mode="multiple"
              showSearch={{ optionFilterProp: 'label' }}
              options={units.map((unit) => ({ value: unit.id, label: unit.name }))}
            />
          </Form.Item>
        ) : null}
        <div className="id-pair">
          <Form.Item name="places" label={t('account.places')} extra={t('account.codesHint')}>
            <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，', ' ']} />
          </Form.Item>
          <Form.Item name="categories" label={t('account.categories')} extra={t('account.codesHint')}>
            <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={[',', '，', ' ']} />
          </Form.Item>
        </div>
        <Form.Item name="validTo" label={t('account.validTo')} extra={t('account.noEnd')}>
          <MomentInput />
        </Form.Item>
      </Form>
    </Modal>
  )
}

function filled(codes: string[] | undefined): string[] | null {
  return codes === undefined || codes.length === 0 ? null : codes
}
