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
}
