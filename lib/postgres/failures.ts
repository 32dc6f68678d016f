/** PostgreSQL could not be prepared, started, reached or stopped. The message carries the last lines of `server.log` when there are any. */
export class PostgresFailed extends Error {
  override readonly name = 'PostgresFailed'
  /** the last lines of `server.log`, or what initdb said; empty when there are none */
  readonly log: string

  constructor(message: string, log = '', options?: ErrorOptions) {
    super(log === '' ? message : `${message}\n${indent(log)}`, options)
    this.log = log
  }
}

/** Another live Yiwang server uses this database. The message says which one, as far as the database knows. */
export class ServerAlreadyRunning extends Error {
  override readonly name = 'ServerAlreadyRunning'
}

function indent(text: string): string {
  return text.replace(/^/gm, '  | ')
}
