/** The turn that asks for a report again, with what was wrong about the last one. */
export function renderRepair(errors: readonly string[]): string {
  return [
    'Your last answer could not be used as a report:',
    errors.map((error) => `- ${error}`).join('\n'),
    'Send the whole report again, corrected: one JSON object as the task describes it, and nothing else. Keep every finding that was right.',
  ].join('\n\n');
}
