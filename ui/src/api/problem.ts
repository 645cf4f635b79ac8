/** A request that the server refused or that never reached it, in the server's own words. */
export interface FieldViolation {
  field: string
  description: string
}

export class ApiError extends Error {
  /** The status of the answer; 0 if there was none. */
  readonly status: number
  readonly violations: readonly FieldViolation[]
  readonly hint: string

  constructor(status: number, message: string, violations: readonly FieldViolation[] = []) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.violations = violations
    this.hint = hintFor(status)
  }

  get isNotFound(): boolean {
    return this.status === 404
  }
}

/** Make an error of an answer's body, whatever it holds. */
export function problemOf(status: number, body: unknown): ApiError {
  const found = isRecord(body) ? body : {}
  const message = String(found.message ?? found.error ?? `The server answered ${status}`)
  return new ApiError(status, message, violationsOf(found.details))
}

export function unreachable(cause: unknown): ApiError {
  const error = new ApiError(0, 'The server does not answer')
  error.cause = cause
  return error
}

function hintFor(status: number): string {
  if (status === 0) return 'See whether `penstock server` still runs; this page tries again by itself.'
  if (status === 401) return 'Sign in with the token of the server.'
  if (status === 503) return 'The server is busy or its disk is full; nothing was lost. Try again in a moment.'
  return ''
}

function violationsOf(details: unknown): FieldViolation[] {
  if (!Array.isArray(details)) return []
  return details.filter(isRecord).flatMap((detail) => {
    const list = detail.field_violations ?? detail.fieldViolations
    if (!Array.isArray(list)) return []
    return list.filter(isRecord).map((item) => ({ field: String(item.field), description: String(item.description) }))
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
