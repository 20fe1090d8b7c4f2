import { createTheme } from '@mantine/core';

/** Mantine reads our tokens: one set of colours, fonts and radii, declared in styles/tokens.css. */
export const theme = createTheme({
  fontFamily: 'var(--font)',
  defaultRadius: 'var(--r-2)',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Popover: { defaultProps: { withinPortal: true, shadow: undefined, radius: 0, transitionProps: { duration: 120 } } },
    Tooltip: { defaultProps: { withinPortal: true, radius: 0, openDelay: 300 } },
  },
});
