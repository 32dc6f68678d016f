import { CheckOutlined, DownOutlined, LogoutOutlined, SwapOutlined, UserOutlined } from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { Dropdown } from 'antd'
import { useSay } from '#lib/ui'
import type { Me, OwnPost } from '#platform/identity/contract'
import { useIdentityWords, useLogOut, useSwitchPost } from '#platform/identity/ui'
import { useDeskWords } from './words.ts'

/** Who sits here, in which post of which unit; the other posts, one click or key away; one's account; log-out. */
export function UserMenu({ me }: { readonly me: Me }) {
  const t = useDeskWords()
  const identity = useIdentityWords()
  const say = useSay()
  const navigate = useNavigate()
  const logOut = useLogOut()
  const change = useSwitchPost(() => void navigate({ to: '/' }))
  const name = (post: OwnPost): string =>
    [
      `${say(post.roleName)} · ${post.unit.name}`,
      ...(post.standsInFor === null ? [] : [identity('menu.standIn', { name: post.standsInFor })]),
    ].join(' · ')
  const posts = me.posts.map((post) => ({
    key: post.id,
    label: name(post),
    icon: post.id === me.post.id ? <CheckOutlined /> : <SwapOutlined />,
    disabled: change.busy,
    onClick: () => {
      if (post.id !== me.post.id) change.go(post.id)
    },
  }))
  return (
    <Dropdown
      trigger={['click']}
      autoFocus
      menu={{
        selectedKeys: [me.post.id],
        items: [
          {
            key: 'who',
            type: 'group',
            label: (
              <span className="desk-who">
                <b>{me.account.name}</b> {me.account.username}
              </span>
            ),
          },
          {
            key: 'posts',
            type: 'group',
            label: identity(posts.length > 1 ? 'menu.posts' : 'menu.present'),
            children: posts,
          },
          { type: 'divider' },
          {
            key: 'account',
            label: identity('menu.account'),
            icon: <UserOutlined />,
            onClick: () => void navigate({ to: '/account' }),
          },
          { key: 'out', label: identity('logOut'), icon: <LogoutOutlined />, onClick: logOut },
        ],
      }}
    >
      <button type="button" className="desk-user">
        <span className="yw-hidden">{`${t('account')} `}</span>
        <span className="desk-user-name">{`${me.account.name} `}</span>
        <span className="desk-user-unit" title={name(me.post)}>
          {name(me.post)}
        </span>
        <DownOutlined />
      </button>
    </Dropdown>
  )
}
