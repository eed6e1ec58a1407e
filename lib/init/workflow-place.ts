/** What the workflows of an app depend on. */
export interface WorkflowPlace {
  /** Path of the app in its repository; empty if it is the top folder. */
  readonly path: string;
  /** Default branch of the repository. */
  readonly branch: string;
}

/** Returns a workflow of the template, which is for the top folder and `main`, for another place. */
export function adaptWorkflow(text: string, { path, branch }: WorkflowPlace): string {
  const onBranch = text.replace('branches: [main]', () => `branches: [${quote(branch)}]`);
  return path === '' ? onBranch : inFolder(onBranch, path);
}

function inFolder(text: string, path: string): string {
  const folder = quote(path);
  return (
    text
      // GitHub
      .replace(/^jobs:$/m, `defaults:\n  run:\n    working-directory: ${folder}\n$&`)
      .replace(/^( +)cache: npm$/gm, `$&\n$1cache-dependency-path: ${quote(`${path}/package-lock.json`)}`)
      // GitLab
      .replace(/^\.node:$/m, `default:\n  before_script:\n    - cd ${path}\n\n$&`)
      .replace(/^( +(?:files|paths): )\[((?!\.npm)[^\]]+)\]$/gm, (_, key: string, file: string) => {
        return `${key}[${quote(`${path}/${file}`)}]`;
      })
  );
}

/** Quotes a name that YAML could read as a number or a boolean. */
function quote(name: string): string {
  return /^[a-z][a-z-]*\/?[\w./-]*$/i.test(name) && !/^(true|false|yes|no|on|off|null|y|n)$/i.test(name)
    ? name
    : `'${name.replaceAll("'", "''")}'`;
}
