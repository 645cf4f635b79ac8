import { basePath } from '@/lib/base-path'

/** The address of something that the browser itself loads: a download, a picture. */
export function address(path: string): string {
  return basePath() + path
}
