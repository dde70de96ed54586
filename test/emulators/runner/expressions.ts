import { openLanguageService } from '../../validators/language-service.ts';

const { Lexer, Parser, Evaluator, data } = await openLanguageService();

type Value = InstanceType<typeof Evaluator> extends { evaluate(): infer V } ? V : never;

/** What expressions of a job can name: `github`, `secrets`, `steps` and so on. */
export type Contexts = Readonly<Record<string, unknown>>;

/** The state of the job, which the functions of `if` ask. */
export type JobState = 'success' | 'failure';

/** The value of one expression by GitHub's own engine, as text; an unknown context or function throws. */
export function evaluate(expression: string, contexts: Contexts, state: JobState = 'success'): string {
  const answers = {
    always: true,
    success: state === 'success',
    failure: state === 'failure',
    cancelled: false,
  };
  const functions = Object.entries(answers).map(([name, answer]) => ({
    name,
    minArgs: 0,
    maxArgs: 0,
    call: () => new data.BooleanData(answer),
  }));
  const { tokens } = new Lexer(expression).lex();
  const tree = new Parser(tokens, Object.keys(contexts), functions).parse();
  const values = toData(contexts) as InstanceType<typeof data.Dictionary>;
  const named = new Map(functions.map((each) => [each.name, each]));
  return new Evaluator(tree, values, named).evaluate().coerceString();
}

/** A text with its `${{ }}` replaced, as the runner hands it to a step. */
export function expand(text: string, contexts: Contexts): string {
  return text.replaceAll(/\$\{\{(?<expression>.*?)\}\}/gsu, (_, expression: string) =>
    evaluate(expression.trim(), contexts),
  );
}

/** Whether an `if` lets its job or step run: without a function of state, only while nothing has failed. */
export function isMet(
  condition: string | undefined,
  contexts: Contexts,
  state: JobState = 'success',
): boolean {
  const text = (condition ?? 'success()').replace(/^\$\{\{(.*)\}\}$/su, '$1').trim();
  const asksState = /\b(?:always|success|failure|cancelled)\(\)/u.test(text);
  return evaluate(asksState ? `!!(${text})` : `success() && !!(${text})`, contexts, state) === 'true';
}

function toData(value: unknown): Value {
  return JSON.parse(JSON.stringify(value ?? null), data.reviver) as Value;
}
