/** The page's own script as its document names it: another build has another name. */
const scriptOf = (page: Document): string | null => page.querySelector('script[type="module"][src]')?.getAttribute("src") ?? null;

/**
 * Whether the server has another build of the page than the one that is open, so that files of this one may be gone. False
 * where that cannot be told: no network, or the development server.
 */
export async function isReplaced(page: Document = document, ask: (address: string, how: RequestInit) => Promise<Response> = fetch): Promise<boolean> {
  const own = scriptOf(page);
  if (own === null) return false;
  try {
    const answer = await ask(page.baseURI.replace(/#.*$/, ""), { cache: "no-store" });
    return answer.ok && !(await answer.text()).includes(own);
  } catch {
    return false;
  }
}
