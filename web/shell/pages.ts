/** The workplaces, in the order of the tabs; also the first part of each address. */
export const PAGES = ['command', 'district', 'station', 'data'] as const;
