// Files here are served as never changing: when this one changes, so must the number in its name.
// Before the first paint, so that a dark desk never flashes white. A file of its own because the CSP forbids inline scripts.
try {
  let theme = localStorage.getItem('yiwang.theme')
  if (theme !== 'light' && theme !== 'dark')
    theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  document.documentElement.dataset.theme = theme
  document.documentElement.lang = localStorage.getItem('yiwang.language') || 'zh-CN'
} catch {
  document.documentElement.dataset.theme = 'light'
}

// What the language and the web have got since the browser this is built for (vite.config.ts), as far as the desk or what
// it is made with uses it. In shared code there is then one way to write things, in the browser as on the server.
{
  const lacking = (on, name, value) => {
    if (!(name in on)) Object.defineProperty(on, name, { value, writable: true, configurable: true })
  }
  lacking(Array.prototype, 'toSorted', function (compare) {
    return Array.from(this).sort(compare)
  })
  lacking(Array.prototype, 'toReversed', function () {
    return Array.from(this).reverse()
  })
  lacking(Array.prototype, 'toSpliced', function (...change) {
    const copy = Array.from(this)
    copy.splice(...change)
    return copy
  })
  lacking(Array.prototype, 'with', function (place, value) {
    const copy = Array.from(this)
    const at = place < 0 ? copy.length + place : place
    if (!(at >= 0 && at < copy.length)) throw new RangeError(`Invalid index: ${place}`)
    copy[at] = value
    return copy
  })
  lacking(Map, 'groupBy', (values, keyOf) => {
    const groups = new Map()
    let at = 0
    for (const value of values) {
      const key = keyOf(value, at++)
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [value])
      else group.push(value)
    }
    return groups
  })
  lacking(URL, 'canParse', (url, base) => {
    try {
      return Boolean(new URL(url, base))
    } catch {
      return false
    }
  })
}
