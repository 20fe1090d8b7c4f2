/** What a row of the coverage report may stand for (COMMANDS). */
export const REPORT_LEVELS = ['square', 'place', 'police-cell', 'station', 'district', 'bureau', 'zone'] as const;
export type ReportLevel = (typeof REPORT_LEVELS)[number];
