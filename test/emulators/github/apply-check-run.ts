import { invalid } from './answer.ts';
import { type Call, textOf } from './call.ts';
import type { Annotation, CheckRun } from './state.ts';

const FIELD_BYTES = 64 * 1024;
const TITLE_MOST = 255;

type Fields = Readonly<Record<string, unknown>>;

/** What a request changes of a check run; all of it is judged before any of it takes effect. */
export function applyCheckRun(run: CheckRun, call: Call): void {
  const output = (call.body['output'] ?? {}) as Fields;
  const annotations = (output['annotations'] ?? []) as readonly Annotation[];
  annotations.forEach(judgeAnnotation);
  settle(run, call);
  for (const field of ['title', 'summary', 'text'] as const) run[field] = textOf(output[field]) ?? run[field];
  run.annotations.push(...annotations);
}

/** A conclusion completes the run, whatever the status says. */
function settle(run: CheckRun, { state, body }: Call): void {
  const concluded = textOf(body['conclusion']);
  const conclusion = concluded ?? run.conclusion;
  const status = concluded === null ? (textOf(body['status']) ?? run.status) : 'completed';
  const completed = status === 'completed';
  if (completed && conclusion === null) invalid('Invalid request.\n\n"conclusion" wasn\'t supplied.');
  run.status = status;
  run.conclusion = completed ? conclusion : null;
  run.completedAt = completed ? (textOf(body['completed_at']) ?? run.completedAt ?? state.now()) : null;
}

function judgeAnnotation(annotation: Annotation): void {
  const long = (field: string) => Buffer.byteLength(textOf(annotation[field]) ?? '') > FIELD_BYTES;
  if (long('message') || long('raw_details'))
    invalid('Invalid request.\n\nAn annotation is larger than 64 KB.');
  if ((textOf(annotation['title']) ?? '').length > TITLE_MOST)
    invalid(`Invalid request.\n\nOnly ${TITLE_MOST} characters are allowed for the title of an annotation.`);
  const [start, end] = [Number(annotation['start_line']), Number(annotation['end_line'])];
  if (start < 1 || end < start) invalid('Invalid request.\n\nAn annotation ends before it starts.');
  const columns = annotation['start_column'] ?? annotation['end_column'];
  if (columns !== undefined && start !== end)
    invalid('Invalid request.\n\nOnly an annotation of one line may have columns.');
}
