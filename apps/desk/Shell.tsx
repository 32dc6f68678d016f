import {
  ApartmentOutlined,
  ApiOutlined,
  BranchesOutlined,
  BookOutlined,
  CalendarOutlined,
  AuditOutlined,
  CloudUploadOutlined,
  ClusterOutlined,
  DatabaseOutlined,
  EnvironmentOutlined,
  FileProtectOutlined,
  ForkOutlined,
  FormOutlined,
  GlobalOutlined,
  MenuFoldOutlined,
  MenuUnfoldOutlined,
  NotificationOutlined,
  SwapOutlined,
  TeamOutlined,
  UnorderedListOutlined,
} from '@ant-design/icons'
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { useEffect, useState, type ReactNode } from 'react'
import { CaseSearch, UrgentAlerts, useCaseEvents, useKindEvents, useKinds, useMayRegister } from '#core/cases/ui'
import { useStandardsTitle } from '#core/grid/ui'
import { useMayImport } from '#core/hotline/ui'
import {
  KeyHelpButton,
  LanguageSwitch,
  LiveDot,
  remember,
  remembered,
  ThemeSwitch,
  useEventStream,
  useSay,
} from '#lib/ui'
import { useCalendarTitle } from '#platform/calendar/ui'
import { useConfigurationLabel } from '#platform/configuration/ui'
import { useExchangeLabel, useMayManageExchange } from '#platform/exchange/ui'
import { useFileStoreLabel, useMayManageFiles } from '#platform/files/ui'
import { useBaseMapsLabel } from '#platform/geo/ui'
import { useAuditTitle, useMayReadAudit } from '#platform/audit/ui'
import { DemoMarker, useIdentityWords, useMe } from '#platform/identity/ui'
import { MessageBell } from '#platform/messaging/ui'
import { useCity, useOrgWords, useUnits } from '#platform/org/ui'
import { Seal } from './Seal.tsx'
import { UserMenu } from './UserMenu.tsx'
import { useDeskWords } from './words.ts'

const foldedKey = 'yiwang.nav'

/** What stands around every page behind the log-in: navigation at the left, the city, the search and the person on top. */
export function Shell() {
  const t = useDeskWords()
  const organisation = useOrgWords()
  const identity = useIdentityWords()
  const say = useSay()
  const me = useMe()
  const navigate = useNavigate()
  const city = useCity()
  const [folded, setFolded] = useState(
    () => remembered(foldedKey) === 'folded' || matchMedia('(max-width: 700px)').matches,
  )
  useKinds()
  useKindEvents()
  // Read before a form asks for them: fast hands type a unit's name before a list could come.
  useUnits()
  const mayRegister = useMayRegister()
  const mayImport = useMayImport()
  const calendarTitle = useCalendarTitle()
  const standards = useStandardsTitle()
  const mayManageFiles = useMayManageFiles()
  const fileStore = useFileStoreLabel()
  const baseMaps = useBaseMapsLabel()
  const mayReadAudit = useMayReadAudit()
  const auditTitle = useAuditTitle()
  const mayManageExchange = useMayManageExchange()
  const exchange = useExchangeLabel()
  const configuration = useConfigurationLabel()
  useEventStream()
  useCaseEvents()

  const due = me !== undefined && me.passwordDue !== null
  const factorDue = me?.secondFactorDue === true
  useEffect(() => {
    // It may run out, or be reset, under somebody's hands.
    if (due) void navigate({ to: '/password' })
    else if (factorDue) void navigate({ to: '/second-factor' })
  }, [due, factorDue, navigate])

  const fold = () => {
    remember(foldedKey, folded ? null : 'folded')
    setFolded(!folded)
  }
  const foldLabel = folded ? t('nav.expand') : t('nav.collapse')
  return (
    <div className={folded ? 'desk desk-folded' : 'desk'}>
      <a className="desk-skip" href="#content">
        {t('skip')}
      </a>
      <nav className="desk-nav" aria-label={t('nav.label')}>
        <Link to="/cases" className="desk-brand">
          <Seal />
          <span className="desk-label">一网</span>
        </Link>
        <NavItem
          to="/cases"
          except="/cases/new"
          icon={<UnorderedListOutlined />}
          label={t('nav.cases')}
          folded={folded}
        />
        {mayRegister ? (
          <NavItem to="/cases/new" icon={<FormOutlined />} label={t('nav.register')} folded={folded} />
        ) : null}
        <NavItem to="/case-kinds" icon={<BranchesOutlined />} label={t('nav.kinds')} folded={folded} />
        <NavItem to="/routing" icon={<ForkOutlined />} label={t('nav.routing')} folded={folded} />
        {mayImport ? (
          <NavItem to="/hotline/import" icon={<CloudUploadOutlined />} label={t('nav.import')} folded={folded} />
        ) : null}
        <NavItem to="/areas" icon={<ApartmentOutlined />} label={t('nav.areas')} folded={folded} />
        <NavItem to="/addresses" icon={<EnvironmentOutlined />} label={t('nav.addresses')} folded={folded} />
        <NavItem to="/standards" icon={<FileProtectOutlined />} label={standards} folded={folded} />
        <NavItem to="/dictionary" icon={<BookOutlined />} label={t('nav.dictionary')} folded={folded} />
        <NavItem to="/calendar" icon={<CalendarOutlined />} label={calendarTitle} folded={folded} />
        {mayManageFiles ? (
          <NavItem to="/settings/files" icon={<DatabaseOutlined />} label={fileStore} folded={folded} />
        ) : null}
        {me?.post.role === 'admin' || mayReadAudit || me?.may.seeAccounts === true ? (
          <>
            <p className="desk-group desk-label">{t('nav.system')}</p>
            {me?.may.seeAccounts === true ? (
              <NavItem
                to="/system/accounts"
                icon={<TeamOutlined />}
                label={identity('accounts.title')}
                folded={folded}
              />
            ) : null}
            {mayReadAudit ? <NavItem to="/audit" icon={<AuditOutlined />} label={auditTitle} folded={folded} /> : null}
            {me?.post.role === 'admin' ? (
              <>
                <NavItem
                  to="/organisation"
                  icon={<ApartmentOutlined />}
                  label={organisation('title')}
                  folded={folded}
                />
                <NavItem
                  to="/messages/settings"
                  icon={<NotificationOutlined />}
                  label={t('nav.messageSettings')}
                  folded={folded}
                />
                {mayManageExchange ? (
                  <NavItem to="/settings/exchange" icon={<ApiOutlined />} label={exchange} folded={folded} />
                ) : null}
                <NavItem to="/settings/maps" icon={<GlobalOutlined />} label={baseMaps} folded={folded} />
                <NavItem to="/settings/configuration" icon={<SwapOutlined />} label={configuration} folded={folded} />
                <NavItem to="/jobs" icon={<ClusterOutlined />} label={t('nav.jobs')} folded={folded} />
              </>
            ) : null}
          </>
        ) : null}
        <button type="button" className="desk-fold" onClick={fold} aria-label={foldLabel} title={foldLabel}>
          {folded ? <MenuUnfoldOutlined /> : <MenuFoldOutlined />}
        </button>
      </nav>
      <header className="desk-header">
        <span className="desk-centre">{city === undefined ? '' : say(city.centre)}</span>
        <DemoMarker />
        <CaseSearch label={t('search')} />
        <div className="desk-tools">
          <LiveDot />
          <MessageBell />
          <KeyHelpButton />
          <LanguageSwitch />
          <ThemeSwitch />
          {me === undefined ? null : <UserMenu me={me} />}
        </div>
      </header>
      <main id="content" className="desk-content" tabIndex={-1}>
        <Outlet />
      </main>
      <UrgentAlerts />
    </div>
  )
}

interface NavItemProps {
  readonly to: string
  readonly icon: ReactNode
  readonly label: string
  readonly folded: boolean
  /** a page below this address that has an entry of its own */
  readonly except?: string
}

function NavItem({ to, icon, label, folded, except }: NavItemProps) {
  const { pathname } = useLocation()
  const on = pathname === to || (pathname.startsWith(`${to}/`) && pathname !== except)
  return (
    <Link
      to={to}
      className={on ? 'desk-item desk-item-on' : 'desk-item'}
      aria-current={on ? 'page' : undefined}
      {...(folded ? { title: label } : {})}
    >
      {/* Its library would have the sign read out by the name of its file. */}
      <span className="desk-sign" aria-hidden="true">
        {icon}
      </span>
      <span className="desk-label">{label}</span>
    </Link>
  )
}
