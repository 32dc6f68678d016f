import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
  useNavigate,
  type RouteComponent,
} from '@tanstack/react-router'
import {
  loadCaseListPage,
  loadCasePage,
  loadKindDraftPage,
  loadKindPage,
  loadKindsPage,
  loadRegisterPage,
  loadRoutingPage,
  parseListSearch,
  parseRoutingSearch,
} from '#core/cases/ui'
import { loadStandardsPage, parseStandardsSearch } from '#core/grid/ui'
import { loadImportPage } from '#core/hotline/ui'
import { ConnectionBanner, KeyHelp, keyOf, readOptions, Refused } from '#lib/ui'
import { loadAddressesPage, loadAreasPage, loadBaseMapsPage, parseAreasSearch } from '#platform/geo/ui'
import { loadCalendarPage, parseCalendarSearch } from '#platform/calendar/ui'
import { loadAuditPage, parseAuditSearch } from '#platform/audit/ui'
import { loadDictionaryPage, parseDictionarySearch } from '#platform/dictionary/ui'
import { loadConfigurationPage } from '#platform/configuration/ui'
import { loadExchangePage, parseExchangeSearch } from '#platform/exchange/ui'
import { loadFileStorePage } from '#platform/files/ui'
import { getMe, getSetUp, type Me } from '#platform/identity/contract'
import {
  loadAccountDetailPage,
  loadAccountPage,
  loadAccountsPage,
  loadImportAccountsPage,
  loadLoginPage,
  loadPasswordPage,
  loadSecondFactorPage,
  loadSetUpPage,
  parseAccountsSearch,
} from '#platform/identity/ui'
import { loadOrgPage, parseOrgSearch, useUnits } from '#platform/org/ui'
import { loadJobsPage, parseJobSearch } from '#platform/jobs/ui'
import { loadInboxPage, loadMessageSettingsPage, parseInboxSearch, parseSettingsSearch } from '#platform/messaging/ui'
import { BrokenPage, LoadingPage, NotFoundPage } from './pages.tsx'
import { parseSearch, safeBack, stringifySearch } from './search.ts'
import { Shell } from './Shell.tsx'

interface Context {
  readonly queries: QueryClient
}

const root = createRootRouteWithContext<Context>()({
  component: () => (
    <>
      <ConnectionBanner />
      <Outlet />
      <KeyHelp />
    </>
  ),
  notFoundComponent: NotFoundPage,
})

const LoginPage = lazyRouteComponent(loadLoginPage, 'LoginPage')

const login = createRoute({
  getParentRoute: () => root,
  path: '/login',
  validateSearch: (search: Record<string, unknown>): { back?: string; over?: string } => ({
    ...(typeof search['back'] === 'string' ? { back: search['back'] } : {}),
    ...(search['over'] === '1' ? { over: '1' } : {}),
  }),
  beforeLoad: async () => {
    // A new installation has nobody to log in yet. Without an answer the log-in page says what is wrong. Asked past the
    // cache, which is emptied when a session is lost, and that is what leads here.
    const state = await readOptions(getSetUp, {})
      .queryFn()
      .catch(() => undefined)
    if (state?.needed === true) redirect({ to: '/set-up', replace: true, throw: true })
  },
  component: function Login() {
    const { back, over } = login.useSearch()
    const navigate = useNavigate()
    return <LoginPage over={over === '1'} onDone={() => void navigate({ href: safeBack(back), replace: true })} />
  },
})

const PasswordPage = lazyRouteComponent(loadPasswordPage, 'PasswordPage')

const password = createRoute({
  getParentRoute: () => root,
  path: '/password',
  beforeLoad: async ({ context }) => {
    try {
      const me = await readOptions(getMe, {}).queryFn()
      context.queries.setQueryData(keyOf(getMe, {}), me)
      if (me.passwordDue === null) redirect({ to: '/account', replace: true, throw: true })
    } catch (error) {
      if (!(error instanceof Refused) || error.problem.status !== 401) throw error
      redirect({ to: '/login', throw: true })
    }
  },
  component: function Password() {
    const navigate = useNavigate()
    return <PasswordPage onDone={() => void navigate({ to: '/', replace: true })} />
  },
})

const SecondFactorPage = lazyRouteComponent(loadSecondFactorPage, 'SecondFactorPage')

const secondFactor = createRoute({
  getParentRoute: () => root,
  path: '/second-factor',
  beforeLoad: async ({ context }) => {
    try {
      const me = await readOptions(getMe, {}).queryFn()
      context.queries.setQueryData(keyOf(getMe, {}), me)
      if (!me.secondFactorDue) redirect({ to: '/account', replace: true, throw: true })
    } catch (error) {
      if (!(error instanceof Refused) || error.problem.status !== 401) throw error
      redirect({ to: '/login', throw: true })
    }
  },
  component: function SecondFactor() {
    const navigate = useNavigate()
    return <SecondFactorPage onDone={() => void navigate({ to: '/', replace: true })} />
  },
})

const SetUpPage = lazyRouteComponent(loadSetUpPage, 'SetUpPage')

const settingUp = createRoute({
  getParentRoute: () => root,
  path: '/set-up',
  component: function SetUp() {
    const navigate = useNavigate()
    return <SetUpPage onDone={() => void navigate({ to: '/login', replace: true })} />
  },
})

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    try {
      const me = await context.queries.ensureQueryData({
        ...readOptions(getMe, {}),
        retry: (_, error) => !(error instanceof Refused),
      })
      if (me.passwordDue !== null) redirect({ to: '/password', replace: true, throw: true })
      if (me.secondFactorDue) redirect({ to: '/second-factor', replace: true, throw: true })
    } catch (error) {
      if (!(error instanceof Refused) || error.problem.status !== 401) throw error
      redirect({ to: '/login', search: location.href === '/' ? {} : { back: location.href }, throw: true })
    }
  },
  component: Shell,
})

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: ({ context }) => {
    // The three officers have no cases: they begin where their work is.
    const me = context.queries.getQueryData<Me>(keyOf(getMe, {}))
    redirect({ to: me?.may.seeAccounts === true ? '/system/accounts' : '/cases', replace: true, throw: true })
  },
})
/** One page of the desk: its address, what brings its program, which of its exports it is, how its search is read. */
function page<M extends Record<string, unknown>, K extends keyof M & string, S extends object>(
  path: string,
  load: () => Promise<M>,
  name: K,
  validateSearch?: (search: Record<string, unknown>) => S,
) {
  return createRoute({
    getParentRoute: () => shell,
    path,
    component: lazyRouteComponent(load, name) as RouteComponent,
    ...(validateSearch === undefined ? {} : { validateSearch }),
  })
}

const AuditPage = lazyRouteComponent(loadAuditPage, 'AuditPage')
const noUnits: [] = []

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  validateSearch: parseAuditSearch,
  component: function Audit() {
    // Units are the organisation's, which itself writes to the log: the log's page is given their names.
    const units = useUnits().data?.items ?? noUnits
    return <AuditPage units={units} />
  },
})

const CasePage = lazyRouteComponent(loadCasePage, 'CasePage')

const oneCase = createRoute({
  getParentRoute: () => shell,
  path: '/cases/$id',
  component: function Case() {
    const { id } = oneCase.useParams()
    // A mistyped address is no such page; the server would say so in the words of programs.
    return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) ? <CasePage /> : <NotFoundPage />
  },
})

function parseImportSearch(search: Record<string, unknown>): { run?: string } {
  const { run } = search
  return typeof run === 'string' && /^[0-9a-f-]{36}$/.test(run) ? { run } : {}
}

const pages = [
  home,
  audit,
  page('/cases', loadCaseListPage, 'CaseListPage', parseListSearch),
  page('/cases/new', loadRegisterPage, 'RegisterPage'),
  oneCase,
  page('/case-kinds', loadKindsPage, 'KindsPage'),
  page('/case-kinds/$kind', loadKindPage, 'KindPage'),
  page('/case-kinds/$kind/draft', loadKindDraftPage, 'KindDraftPage'),
  page('/routing', loadRoutingPage, 'RoutingPage', parseRoutingSearch),
  page('/hotline/import', loadImportPage, 'ImportPage', parseImportSearch),
  page('/areas', loadAreasPage, 'AreasPage', parseAreasSearch),
  page('/addresses', loadAddressesPage, 'AddressesPage'),
  page('/standards', loadStandardsPage, 'StandardsPage', parseStandardsSearch),
  page('/dictionary', loadDictionaryPage, 'DictionaryPage', parseDictionarySearch),
  page('/calendar', loadCalendarPage, 'CalendarPage', parseCalendarSearch),
  page('/organisation', loadOrgPage, 'OrgPage', parseOrgSearch),
  page('/messages', loadInboxPage, 'InboxPage', parseInboxSearch),
  page('/messages/settings', loadMessageSettingsPage, 'MessageSettingsPage', parseSettingsSearch),
  page('/jobs', loadJobsPage, 'JobsPage', parseJobSearch),
  page('/settings/maps', loadBaseMapsPage, 'BaseMapsPage'),
  page('/settings/files', loadFileStorePage, 'FileStorePage'),
  page('/settings/exchange', loadExchangePage, 'ExchangePage', parseExchangeSearch),
  page('/settings/configuration', loadConfigurationPage, 'ConfigurationPage'),
  page('/account', loadAccountPage, 'AccountPage'),
  page('/system/accounts', loadAccountsPage, 'AccountsPage', parseAccountsSearch),
  page('/system/accounts/import', loadImportAccountsPage, 'ImportAccountsPage'),
  page('/system/accounts/$id', loadAccountDetailPage, 'AccountDetailPage'),
  // Any other address: within the shell, so that people go on from there.
  createRoute({ getParentRoute: () => shell, path: '$', component: NotFoundPage }),
]

/**
 * The desk's routes. Not registered with the router's global types: the pages of modules below must not learn the
 * desk's addresses through types either.
 */
export function createDeskRouter(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([login, password, secondFactor, settingUp, shell.addChildren(pages)]),
    context: { queries },
    parseSearch,
    stringifySearch,
    scrollRestoration: true,
    defaultPreload: 'intent',
    defaultPendingComponent: LoadingPage,
    defaultErrorComponent: BrokenPage,
    defaultNotFoundComponent: NotFoundPage,
  })
}
