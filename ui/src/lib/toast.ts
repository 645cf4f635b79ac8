/** Short messages at the corner of the page. */
import { toast as show } from 'sonner'

export const toast = {
  success: (message: string) => show.success(message),
  info: (message: string) => show.info(message),
  /** An error, with what to do about it where that is known. */
  error: (message: string, hint?: string) => show.error(message, hint ? { description: hint } : undefined),
}
