/** Tabs of the page, in their order; also the second part of its address. */
export const DATA_TABS = ['import', 'batches', 'categories', 'unlocated', 'grid', 'sources'] as const;
export type DataTab = (typeof DATA_TABS)[number];

/** The tab an address names; the first when it names none that exists. */
export function dataTabOf(part: string | undefined): DataTab {
  return DATA_TABS.find((tab) => tab === part) ?? 'import';
}
