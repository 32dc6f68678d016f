import pino from 'pino'

export type Logger = pino.Logger

/**
 * The process's log: JSON lines on standard error, so that standard output stays for what a person reads.
 * Level by YIWANG_LOG (default `warn`: an operator sees what needs somebody, not every request).
 */
export function createLogger(level: string = process.env['YIWANG_LOG'] ?? 'warn'): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2))
}
