import { visibleText } from './visible.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Text for an HTML element or a quoted attribute. */
export function html(text: string): string {
  return visibleText(text).replace(/[&<>"'`]/gu, (character) => ENTITIES[character] ?? '');
}
