/** From here on the map stands beside the list; below it, inside the opened place. Matches the breakpoint of station_page.module.css. */
export const WIDE_SCREEN = '(min-width: 900px)';
