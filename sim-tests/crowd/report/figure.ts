import { shortNumber } from './svg-plot.ts';

/** A measured value as it is read: three digits and no more behind the point than they tell; '-' for none. */
export function figure(value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return '-';
  const size = Math.abs(value);
  if (size >= 10_000) return shortNumber(value);
  const scale = size >= 100 ? 1 : size >= 10 ? 10 : 100;
  return String(Math.round(value * scale) / scale);
}
