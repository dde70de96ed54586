/** GITHUB_REPOSITORY as the routes want it. */
export function splitName(repository: string): { readonly owner: string; readonly repo: string } {
  const [owner = '', repo = ''] = repository.split('/');
  return { owner, repo };
}
