/** The sign of Penstock. */
export function Mark() {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" className="text-accent">
      <path d="M8 1 15 8 8 15 1 8Z" fill="currentColor" />
    </svg>
  )
}
