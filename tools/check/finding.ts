/** One thing a check step found wrong. */
export type Finding = {
  /** Path from the root of the tree, with forward slashes. */
  file: string
  line?: number
  message: string
}

/** What a check step is told. */
export type StepOptions = {
  /** Repair what can be repaired without a human. */
  fix?: boolean
}

/** A step of `npm run check`: looks at the tree at `root` and says what is wrong there. */
export type Step = (root: string, options?: StepOptions) => Finding[] | Promise<Finding[]>

/** A finding as `file:line: message`, which terminals and editors turn into a link. */
export function formatFinding({ file, line, message }: Finding): string {
  return `${file}${line === undefined ? '' : `:${line}`}: ${message}`
}
