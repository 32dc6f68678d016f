import { DownOutlined, LogoutOutlined } from '@ant-design/icons'
import { Dropdown } from 'antd'
import { useSay } from '#lib/ui'
import type { Me } from '#platform/identity/contract'
import { useLogOut, useLogOutLabel } from '#platform/identity/ui'
import { useDeskWords } from './words.ts'

/** Who sits here, in which post of which unit; log-out. */
export function UserMenu({ me }: { readonly me: Me }) {
  const t = useDeskWords()
  const say = useSay()
  const logOut = useLogOut()
  const logOutLabel = useLogOutLabel()
  const role = say(me.post.roleName)
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          {
            key: 'who',
            type: 'group',
            label: (
              <span className="desk-who">
                <b>{me.account.name}</b> {me.account.username}
                <br />
                {role} · {me.post.unit.name}
              </span>
            ),
          },
          { key: 'out', label: logOutLabel, icon: <LogoutOutlined />, onClick: logOut },
        ],
      }}
    >
      <button type="button" className="desk-user" aria-label={`${t('account')} ${me.account.name}`}>
        <span className="desk-user-name">{me.account.name}</span>
        <span className="desk-user-unit">
          {role} · {me.post.unit.name}
        </span>
        <DownOutlined />
      </button>
    </Dropdown>
  )
}
