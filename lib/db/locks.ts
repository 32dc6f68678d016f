/** Advisory lock numbers, all in one place so that no two purposes share one. The first part, 0x59, is ours. */
export const locks = {
  /** held for its whole life by the one live server of a database */
  server: 0x5901,
  /** held while migrations run */
  migration: 0x5902,
  /** held by the one relay that publishes events */
  relay: 0x5903,
  /** held while an anchor is made */
  anchor: 0x5904,
  /** held while audit entries are sealed */
  seal: 0x5905,
} as const
