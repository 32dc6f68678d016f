import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  Outlet,
  redirect,
  useNavigate,
} from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
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
import { loadAddressesPage, loadAreasPage, loadBaseMapsPage } from '#platform/geo/ui'
import { loadCalendarPage } from '#platform/calendar/ui'
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
import { loadInboxPage, loadMessageSettingsPage, parseInboxSearch } from '#platform/messaging/ui'
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

const LoginPage = lazy(() => loadLoginPage().then((module) => ({ default: module.LoginPage })))

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
    return (
      <Suspense fallback={<LoadingPage />}>
        <LoginPage over={over === '1'} onDone={() => void navigate({ href: safeBack(back), replace: true })} />
      </Suspense>
    )
  },
})

const PasswordPage = lazy(() => loadPasswordPage().then((module) => ({ default: module.PasswordPage })))

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
    return (
      <Suspense fallback={<LoadingPage />}>
        <PasswordPage onDone={() => void navigate({ to: '/', replace: true })} />
      </Suspense>
    )
  },
})

const SecondFactorPage = lazy(() => loadSecondFactorPage().then((module) => ({ default: module.SecondFactorPage })))

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
    return (
      <Suspense fallback={<LoadingPage />}>
        <SecondFactorPage onDone={() => void navigate({ to: '/', replace: true })} />
      </Suspense>
    )
  },
})

const SetUpPage = lazy(() => loadSetUpPage().then((module) => ({ default: module.SetUpPage })))

const settingUp = createRoute({
  getParentRoute: () => root,
  path: '/set-up',
  component: function SetUp() {
    const navigate = useNavigate()
    return (
      <Suspense fallback={<LoadingPage />}>
        <SetUpPage onDone={() => void navigate({ to: '/login', replace: true })} />
      </Suspense>
    )
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
const cases = createRoute({
  getParentRoute: () => shell,
  path: '/cases',
  validateSearch: parseListSearch,
  component: lazyRouteComponent(loadCaseListPage, 'CaseListPage'),
})
const register = createRoute({
  getParentRoute: () => shell,
  path: '/cases/new',
  component: lazyRouteComponent(loadRegisterPage, 'RegisterPage'),
})
const kinds = createRoute({
  getParentRoute: () => shell,
  path: '/case-kinds',
  component: lazyRouteComponent(loadKindsPage, 'KindsPage'),
})
const oneKind = createRoute({
  getParentRoute: () => shell,
  path: '/case-kinds/$kind',
  component: lazyRouteComponent(loadKindPage, 'KindPage'),
})
const kindDraft = createRoute({
  getParentRoute: () => shell,
  path: '/case-kinds/$kind/draft',
  component: lazyRouteComponent(loadKindDraftPage, 'KindDraftPage'),
})
const routing = createRoute({
  getParentRoute: () => shell,
  path: '/routing',
  validateSearch: parseRoutingSearch,
  component: lazyRouteComponent(loadRoutingPage, 'RoutingPage'),
})
const one = createRoute({
  getParentRoute: () => shell,
  path: '/cases/$id',
  beforeLoad: ({ params }) => {
    // A mistyped address is no such page; the server would say so in the words of programs.
    if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(params.id)) notFound({ throw: true })
  },
  component: lazyRouteComponent(loadCasePage, 'CasePage'),
})
const importing = createRoute({
  getParentRoute: () => shell,
  path: '/hotline/import',
  validateSearch: (search: Record<string, unknown>): { run?: string } =>
    typeof search['run'] === 'string' && /^[0-9a-f-]{36}$/.test(search['run']) ? { run: search['run'] } : {},
  component: lazyRouteComponent(loadImportPage, 'ImportPage'),
})
const calendar = createRoute({
  getParentRoute: () => shell,
  path: '/calendar',
  component: lazyRouteComponent(loadCalendarPage, 'CalendarPage'),
})

const areas = createRoute({
  getParentRoute: () => shell,
  path: '/areas',
  validateSearch: (search: Record<string, unknown>): { code?: string; show?: string } => ({
    ...(typeof search['code'] === 'string' ? { code: search['code'] } : {}),
    ...(typeof search['show'] === 'string' ? { show: search['show'] } : {}),
  }),
  component: lazyRouteComponent(loadAreasPage, 'AreasPage'),
})
const addresses = createRoute({
  getParentRoute: () => shell,
  path: '/addresses',
  component: lazyRouteComponent(loadAddressesPage, 'AddressesPage'),
})
const baseMaps = createRoute({
  getParentRoute: () => shell,
  path: '/settings/maps',
  component: lazyRouteComponent(loadBaseMapsPage, 'BaseMapsPage'),
})
const dictionary = createRoute({
  getParentRoute: () => shell,
  path: '/dictionary',
  validateSearch: parseDictionarySearch,
  component: lazyRouteComponent(loadDictionaryPage, 'DictionaryPage'),
})
const standards = createRoute({
  getParentRoute: () => shell,
  path: '/standards',
  validateSearch: parseStandardsSearch,
  component: lazyRouteComponent(loadStandardsPage, 'StandardsPage'),
})

const account = createRoute({
  getParentRoute: () => shell,
  path: '/account',
  component: lazyRouteComponent(loadAccountPage, 'AccountPage'),
})
const accounts = createRoute({
  getParentRoute: () => shell,
  path: '/system/accounts',
  validateSearch: parseAccountsSearch,
  component: lazyRouteComponent(loadAccountsPage, 'AccountsPage'),
})
const accountImport = createRoute({
  getParentRoute: () => shell,
  path: '/system/accounts/import',
  component: lazyRouteComponent(loadImportAccountsPage, 'ImportAccountsPage'),
})
const oneAccount = createRoute({
  getParentRoute: () => shell,
  path: '/system/accounts/$id',
  component: lazyRouteComponent(loadAccountDetailPage, 'AccountDetailPage'),
})
const fileStore = createRoute({
  getParentRoute: () => shell,
  path: '/settings/files',
  component: lazyRouteComponent(loadFileStorePage, 'FileStorePage'),
})

const organisation = createRoute({
  getParentRoute: () => shell,
  path: '/organisation',
  validateSearch: parseOrgSearch,
  component: lazyRouteComponent(loadOrgPage, 'OrgPage'),
})

const AuditPage = lazy(() => loadAuditPage().then((module) => ({ default: module.AuditPage })))
const noUnits: [] = []

const audit = createRoute({
  getParentRoute: () => shell,
  path: '/audit',
  validateSearch: parseAuditSearch,
  component: function Audit() {
    // Units are the organisation's, which itself writes to the log: the log's page is given their names.
    const units = useUnits().data?.items ?? noUnits
    return (
      <Suspense fallback={<LoadingPage />}>
        <AuditPage units={units} />
      </Suspense>
    )
  },
})
const inbox = createRoute({
  getParentRoute: () => shell,
  path: '/messages',
  validateSearch: parseInboxSearch,
  component: lazyRouteComponent(loadInboxPage, 'InboxPage'),
})
const messageSettings = createRoute({
  getParentRoute: () => shell,
  path: '/messages/settings',
  component: lazyRouteComponent(loadMessageSettingsPage, 'MessageSettingsPage'),
})
const jobs = createRoute({
  getParentRoute: () => shell,
  path: '/jobs',
  validateSearch: parseJobSearch,
  component: lazyRouteComponent(loadJobsPage, 'JobsPage'),
})
const exchange = createRoute({
  getParentRoute: () => shell,
  path: '/settings/exchange',
  validateSearch: parseExchangeSearch,
  component: lazyRouteComponent(loadExchangePage, 'ExchangePage'),
})

const configuration = createRoute({
  getParentRoute: () => shell,
  path: '/settings/configuration',
  component: lazyRouteComponent(loadConfigurationPage, 'ConfigurationPage'),
})

/**
 * The desk's routes. Not registered with the router's global types: the pages of modules below must not learn the
 * desk's addresses through types either.
 */
export function createDeskRouter(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([
      login,
      password,
      secondFactor,
      settingUp,
      shell.addChildren([
        // one a line
        home,
        cases,
        register,
        one,
        kinds,
        oneKind,
        kindDraft,
        routing,
        importing,
        areas,
        addresses,
        baseMaps,
        dictionary,
        standards,
        calendar,
        fileStore,
        organisation,
        audit,
        inbox,
        messageSettings,
        jobs,
        exchange,
        configuration,
        account,
        accounts,
        accountImport,
        oneAccount,
      ]),
    ]),
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
