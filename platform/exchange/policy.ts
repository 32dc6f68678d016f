import type { Actor } from '#lib/http'

/**
 * Whether somebody may manage outside systems: administrators alone, because a key opens a door to everything a consumer
 * takes, and the log holds what others sent about citizens. A person's scope does not narrow it: a system has no unit.
 */
export function mayManage(actor: Pick<Actor, 'role'>): boolean {
  return actor.role === 'admin'
}
