/** The mark: a block, a beat line through it, and the one place that glows. */
export function BrandMark() {
  return (
    <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
      <path d="M1 1h20v20H1z" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M1 8h7v6h6V8h7" fill="none" stroke="currentColor" strokeWidth="2" />
      <path d="M8 14h6v7H8z" fill="var(--ok)" />
    </svg>
  );
}
