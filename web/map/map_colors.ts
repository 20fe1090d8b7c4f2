/** Page themes: dark for the command room, light elsewhere. */
export type MapTheme = 'dark' | 'light';

/** Red, green, blue, alpha, 0..255, as deck.gl takes them. */
export type Rgba = [red: number, green: number, blue: number, alpha: number];

const probes = new Map<MapTheme, CSSStyleDeclaration>();

/** Reads tokens.css for a theme wherever on the page it is asked: an invisible element carries the theme. */
function tokensOf(theme: MapTheme): CSSStyleDeclaration {
  let style = probes.get(theme);
  if (style === undefined) {
    const probe = document.createElement('div');
    probe.dataset['theme'] = theme;
    probe.hidden = true;
    document.body.append(probe);
    style = getComputedStyle(probe);
    probes.set(theme, style);
  }
  return style;
}

/** The value of a token such as `map-land`, as the style sheet writes it. */
export function tokenOf(theme: MapTheme, name: string): string {
  const value = tokensOf(theme).getPropertyValue(`--${name}`).trim();
  if (value === '') throw new Error(`no token --${name}`);
  return value;
}

/** The build shortens `#ffffff` to `#fff`: back to the long form. */
function longHex(color: string): string {
  return color.length === 4 ? color.replaceAll(/[0-9a-f]/gi, '$&$&') : color;
}

/** A `#rrggbb` token as numbers, with an alpha of its own (0..1). */
export function rgbaOf(theme: MapTheme, name: string, alphaFraction = 1): Rgba {
  const hex = longHex(tokenOf(theme, name));
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16);
  return [channel(1), channel(3), channel(5), Math.round(alphaFraction * 255)];
}

/** Opacity per step of the gap ramp: low steps let the streets through, high steps glow (from the design's map). */
const RAMP_ALPHA = [0.5, 0.62, 0.72, 0.8, 0.86, 0.9, 0.93, 0.95] as const;

/** The eight steps of the sequential ramp, low to high. */
export function rampOf(theme: MapTheme): Rgba[] {
  return RAMP_ALPHA.map((alpha, step) => rgbaOf(theme, `gap-${step + 1}`, alpha));
}

/** Opacity of a tier on the map, blue to red: what is most urgent stands out, and streets show through the rest. */
const TIER_ALPHA = [0.1, 0.34, 0.5, 0.62] as const;

/** Blue, yellow, orange, red. */
export function tierColorsOf(theme: MapTheme): Rgba[] {
  return ['tier-d', 'tier-c', 'tier-b', 'tier-a'].map((name, step) => rgbaOf(theme, name, TIER_ALPHA[step]));
}

/** The same steps as style-sheet colours, for legends. */
export function rampCss(): string[] {
  return RAMP_ALPHA.map((_, step) => `var(--gap-${step + 1})`);
}
