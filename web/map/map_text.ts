/** Text of deck.gl layers: the page's font, every character that occurs, drawn as distance fields so that a halo is possible. */
export const MAP_TEXT_FONT = {
  fontFamily: '"Barlow Semi Condensed", "Noto Sans SC Variable", "Noto Sans CJK SC", sans-serif',
  fontWeight: 500,
  characterSet: 'auto',
  fontSettings: { sdf: true, fontSize: 48, buffer: 8, radius: 14, cutoff: 0.22 },
  outlineWidth: 3.2,
} as const;

/** The same without halo, for text on its own ground. */
export const MAP_TAG_FONT = { ...MAP_TEXT_FONT, fontWeight: 600, fontSettings: { fontSize: 40, buffer: 4 }, outlineWidth: 0 } as const;
