import type { Answer } from './answer.ts';
import { type Call, numberOf } from './call.ts';

const DEFAULT = 30;
const MOST = 100;

/** One page of a list with the links to the others; a size over 100 is 100, as on GitHub. */
export function paginate<T>(
  call: Call,
  rows: readonly T[],
  show: (row: T) => unknown,
  wrap: (page: readonly unknown[]) => unknown = (page) => page,
): Answer {
  const size = Math.min(Math.max(numberOf(call.query['per_page']) ?? DEFAULT, 1), MOST);
  const page = Math.max(numberOf(call.query['page']) ?? 1, 1);
  const last = Math.max(Math.ceil(rows.length / size), 1);
  const targets = { prev: page - 1, next: page + 1, last, first: 1 };
  const links = Object.entries(targets).flatMap(([rel, target]) => {
    const there = rel === 'prev' || rel === 'first' ? page > 1 : page < last;
    return there ? [`<${address(call, target, size)}>; rel="${rel}"`] : [];
  });
  return {
    status: 200,
    body: wrap(rows.slice((page - 1) * size, page * size).map(show)),
    headers: links.length === 0 ? {} : { link: links.join(', ') },
  };
}

function address({ api, path, query }: Call, page: number, size: number): string {
  const entries = Object.entries({ ...query, per_page: size, page }).map(([key, value]): [string, string] => [
    key,
    String(value),
  ]);
  return `${api}${path}?${new URLSearchParams(entries).toString()}`;
}
