/** What goes along from page to page: the language, where the address names it. */
export function keptSearch(): string {
  const language = new URLSearchParams(location.search).get('lang');
  return language === null ? '' : `?lang=${language}`;
}
