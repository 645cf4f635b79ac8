/** Numbers as people read them: few digits where they say enough, never a false zero. */

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const

/** "0.9412", "1,204", "3.2e-7"; a dash where it is unknown. At most `digits` significant digits. */
export function numberText(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined) return '–'
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞'
  if (value === 0) return '0'
  const size = Math.abs(value)
  if (Number.isInteger(value) && size < 1e9) return minus(value.toLocaleString('en-US'))
  if (size < 1e-4 || size >= 1e9) return minus(value.toExponential(Math.max(0, digits - 2)).replace('e+', 'e'))
  if (size >= 10 ** digits) return minus(Math.round(value).toLocaleString('en-US'))
  return minus(String(Number(value.toPrecision(digits))))
}

/** A change with its sign: "+0.006", "−12"; "±0" where nothing changed. */
export function deltaText(delta: number, digits = 3): string {
  if (!Number.isFinite(delta)) return '–'
  if (delta === 0) return '±0'
  return delta > 0 ? `+${numberText(delta, digits)}` : numberText(delta, digits)
}

/** "4.1 MB", in steps of 1000; a dash where it is unknown. */
export function bytesText(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined || !Number.isFinite(bytes)) return '–'
  let value = Math.max(0, bytes)
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${unit === 0 || value >= 99.5 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`
}

/** A share of one: "97 %", "97.4 %", "< 0.1 %". */
export function percentText(share: number, decimals = 1): string {
  if (!Number.isFinite(share)) return '–'
  const least = 10 ** -decimals
  const percent = share * 100
  if (percent > 0 && percent < least) return `< ${least} %`
  return `${Number(percent.toFixed(decimals))} %`
}

/** "1 run", "214 runs". */
export function countText(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`
}

function minus(text: string): string {
  return text.startsWith('-') ? `−${text.slice(1)}` : text
}
