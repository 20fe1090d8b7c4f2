import { useCallback } from 'react';
import { useLocation, useSearch } from 'wouter';

/**
 * One value of the page's address. Writing `undefined` or the fallback removes it, so that a copied link is as short as it can be.
 * The history is replaced, not grown: Back leaves the page.
 */
export function useSearchParam(name: string, fallback: string): [string, (value: string | undefined) => void] {
  const [, navigate] = useLocation();
  const value = new URLSearchParams(useSearch()).get(name) ?? fallback;
  const write = useCallback(
    (next: string | undefined) => {
      // Read from the browser and not from the last render: two values may be written in one go.
      const changed = new URLSearchParams(location.search);
      if (next === undefined || next === fallback) changed.delete(name);
      else changed.set(name, next);
      const text = changed.toString();
      navigate(`${location.pathname}${text === '' ? '' : `?${text}`}`, { replace: true });
    },
    [name, fallback, navigate],
  );
  return [value, write];
}

/** A comma-separated list in the address, kept in the order of `all`; values not in `all` are ignored. */
export function useSearchList<T extends string>(
  name: string,
  all: readonly T[],
  fallback: readonly T[],
): [readonly T[], (value: readonly T[]) => void] {
  const fallbackText = fallback.join(',');
  const [text, write] = useSearchParam(name, fallbackText);
  const asked = new Set(text.split(','));
  const value = all.filter((item) => asked.has(item));
  const writeList = useCallback(
    (next: readonly T[]) => write(next.length === 0 ? 'none' : all.filter((item) => next.includes(item)).join(',')),
    [all, write],
  );
  return [value, writeList];
}
