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
