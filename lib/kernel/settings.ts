import { resolve } from 'node:path'

/** What the environment says, read once at start. */
export interface Settings {
  /** folder of everything this installation keeps: database cluster, keys, files */
  dataFolder: string
  host: string
  port: number
  /** an existing server instead of the embedded one */
  databaseUrl: string | undefined
  /** login that may change the schema; default: databaseUrl */
  migrationUrl: string | undefined
  /** login of the workers; default: databaseUrl */
  workerUrl: string | undefined
  /** 64 hex digits; default: a key file in the data folder, made at first start */
  masterKey: string | undefined
  /** which folder of cities/ holds the city's data; undefined: the one that cities/default.json names */
  city: string | undefined
  /** load the demonstration accounts */
  demo: boolean
  /** how many sample cases an installation without cases is filled with; 0: none; undefined: as many as the city has */
  demoCases: number | undefined
  metricsToken: string | undefined
  /** cookies only over https (a proxy in front ends TLS) */
  secureCookies: boolean
  /** a bucket of an S3 service that keeps the files instead of the data folder */
  s3: S3Settings | undefined
  /** where a clamd listens that scans every file: host:port, or the path of a socket */
  clamd: string | undefined
  /** hours without use after which a session ends */
  sessionIdleHours: number
  /** hours after which a session ends, however much it is used */
  sessionHours: number
  /** days after which a password must be changed; 0: never */
  passwordDays: number
  /** roles that nobody acts in without a second factor at log-in; none: everybody as they like */
  secondFactorRoles: readonly string[]
}

/** An S3 service and the account for it. */
export interface S3Settings {
  endpoint: string
  region: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
}

/** Reads the settings and collects every fault before it complains, so that one look mends all of them. */
export function readSettings(environment: NodeJS.ProcessEnv, folder: string): Settings {
  const faults: string[] = []
  const port = Number(environment['PORT'] ?? '8080')
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    faults.push(`PORT must be a port number, not "${environment['PORT']}"`)
  for (const name of ['DATABASE_URL', 'DATABASE_MIGRATION_URL', 'DATABASE_WORKER_URL']) {
    const url = environment[name]
    if (url !== undefined && !/^postgres(ql)?:\/\//.test(url)) faults.push(`${name} must begin with postgres://`)
  }
  const number = (name: string, otherwise: number, least: number): number => {
    const value = Number(environment[name] ?? otherwise)
    if (!Number.isFinite(value) || value < least) faults.push(`${name} must be a number, at least ${least}`)
    return value
  }
  const sessionIdleHours = number('YIWANG_SESSION_IDLE_HOURS', 8, 0.1)
  const sessionHours = number('YIWANG_SESSION_HOURS', 24, 0.1)
  const passwordDays = number('YIWANG_PASSWORD_DAYS', 90, 0)
  const secondFactorRoles = (environment['YIWANG_SECOND_FACTOR_ROLES'] ?? '')
    .split(',')
    .map((role) => role.trim())
    .filter((role) => role !== '')
  const demoCases =
    environment['YIWANG_DEMO_CASES'] === undefined ? undefined : Math.floor(number('YIWANG_DEMO_CASES', 0, 0))
  const masterKey = environment['YIWANG_MASTER_KEY']
  if (masterKey !== undefined && !/^[0-9a-f]{64}$/i.test(masterKey))
    faults.push('YIWANG_MASTER_KEY must be 64 hex digits')
  const s3 = readS3(environment, faults)
  const clamd = environment['YIWANG_CLAMD']
  if (clamd !== undefined && !/^(?:\/.+|[^/\s]+:\d{1,5})$/.test(clamd))
    faults.push(`YIWANG_CLAMD must be host:port or the path of a socket, not "${clamd}"`)
  const city = environment['YIWANG_CITY']
  if (city !== undefined && !/^[a-z][a-z0-9-]*$/.test(city))
    faults.push(`YIWANG_CITY must be the name of a folder in cities/, not "${city}"`)
  if (faults.length > 0) throw new Error(`The settings are not valid:\n  ${faults.join('\n  ')}`)
  const databaseUrl = environment['DATABASE_URL']
  return {
    dataFolder: resolve(folder, environment['YIWANG_DATA'] ?? 'data'),
    host: environment['HOST'] ?? '127.0.0.1',
    port,
    databaseUrl,
    migrationUrl: environment['DATABASE_MIGRATION_URL'] ?? databaseUrl,
    workerUrl: environment['DATABASE_WORKER_URL'] ?? databaseUrl,
    masterKey,
    city,
    demo: environment['YIWANG_DEMO'] !== 'off',
    demoCases,
    metricsToken: environment['YIWANG_METRICS_TOKEN'],
    secureCookies: environment['YIWANG_SECURE_COOKIES'] === 'on',
    s3,
    clamd,
    sessionIdleHours,
    sessionHours,
    passwordDays,
    secondFactorRoles,
  }
}

/** The S3 service: all of its settings or none. */
function readS3(environment: NodeJS.ProcessEnv, faults: string[]): S3Settings | undefined {
  const names = ['YIWANG_S3_ENDPOINT', 'YIWANG_S3_BUCKET', 'YIWANG_S3_KEY_ID', 'YIWANG_S3_SECRET'] as const
  const [endpoint, bucket, accessKeyId, secretAccessKey] = names.map((name) => environment[name])
  const missing = names.filter((name) => environment[name] === undefined)
  if (missing.length === names.length) return undefined
  if (endpoint === undefined || bucket === undefined || accessKeyId === undefined || secretAccessKey === undefined) {
    faults.push(`Files in S3 also need ${missing.join(', ')}`)
    return undefined
  }
  if (!/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
    faults.push('YIWANG_S3_ENDPOINT must begin with https:// or http://')
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) faults.push('YIWANG_S3_BUCKET must be the name of a bucket')
  return { endpoint, region: environment['YIWANG_S3_REGION'] ?? 'us-east-1', bucket, accessKeyId, secretAccessKey }
}
