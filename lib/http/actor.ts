/**
 * How far a post reaches. `null` means everywhere; an empty list nowhere. A case is in reach when every dimension holds.
 */
export interface Scope {
  /** units (ids) whose work the post sees: its own unit and what lies below it, or more */
  readonly units: readonly string[] | null
  /** area codes; a code covers every code that begins with it */
  readonly places: readonly string[] | null
  /** category codes; a code covers every code that begins with it */
  readonly categories: readonly string[] | null
  /** 0 ordinary, 1 personal data, 2 confidential: the most the post may see */
  readonly sensitivity: 0 | 1 | 2
}

/** Who a request comes from: a person in one of their posts. Made by whoever authenticates, read by every policy. */
export interface Actor {
  readonly accountId: string
  readonly sessionId: string
  readonly postId: string
  readonly name: string
  /** code of the post's role */
  readonly role: string
  readonly unitId: string
  readonly unitName: string
  readonly scope: Scope
}
