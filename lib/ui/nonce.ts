/** The nonce the server wrote into the page; undefined where there is no CSP, as in development. */
export const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content

/**
 * antd gives the nonce to the styles of its components, but parts below it (the scroll lock of a dialog) make style
 * tags without one, which a strict CSP refuses. Only our own scripts run here, so every style tag they make may have it.
 */
if (nonce !== undefined) {
  const create = document.createElement.bind(document)
  document.createElement = ((name: string, options?: ElementCreationOptions) => {
    const element = create(name, options)
    if (name === 'style') element.nonce = nonce
    return element
  }) as typeof document.createElement
}
