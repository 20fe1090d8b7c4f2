/** More than before: a filled triangle up; less: a hollow one down. Shape and fill tell it, the colour comes second. */
export function SpotMark({ direction }: { readonly direction: 'emerging' | 'fading' }) {
  return (
    <svg width="14" height="14" aria-hidden="true">
      {direction === 'emerging' ? (
        <path d="M7 1.5L13 12.5H1z" fill="var(--div-9)" />
      ) : (
        <path d="M7 12.5L1.5 2.5h11z" fill="none" stroke="var(--div-1)" strokeWidth="1.8" />
      )}
    </svg>
  );
}
