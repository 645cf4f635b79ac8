/** The prefix under which the server is reached, without a slash at its end: "" or "/penstock". */
export function basePath(): string {
  try {
    return new URL(document.baseURI).pathname.replace(/\/[^/]*$/, '')
  } catch {
    return ''
  }
}
