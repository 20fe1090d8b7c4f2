import type { Quantity } from '../format/quantities';

/** A figure with its unit after a space, smaller and lighter. */
export function Figure({ quantity, className }: { readonly quantity: Quantity; readonly className?: string }) {
  return (
    <span className={className}>
      {quantity.value}
      {quantity.unit !== '' && <small className="unit">&nbsp;{quantity.unit}</small>}
    </span>
  );
}
