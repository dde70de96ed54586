/** At most `units` UTF-16 units, the mark included; no surrogate pair is split. */
export function cut(text: string, units: number, mark = '…'): string {
  if (text.length <= units) return text;
  const kept = text.slice(0, Math.max(0, units - mark.length));
  const last = kept.charCodeAt(kept.length - 1);
  return `${last >= 0xd800 && last <= 0xdbff ? kept.slice(0, -1) : kept}${mark}`;
}
