import { join } from 'node:path';
import { folder, sh } from './user';

/** A bare repository for a server, and a working tree that pushes to it. */
export class Repository {
  readonly root = folder();
  readonly name = 'app.git';
  private readonly work = join(this.root, 'work');
  private readonly bare = join(this.root, this.name);

  /** With one commit on `main`. */
  constructor() {
    sh(this.root, `git init -q --bare -b main ${this.name} && git init -q -b main work`);
    this.sh(`git remote add origin ${this.bare}`);
    this.commit('first');
  }

  /** Runs shell commands in the working tree. */
  sh(script: string): string {
    return sh(this.work, script);
  }

  /** Runs git in the bare repository. */
  git(command: string): string {
    return sh(this.bare, `git ${command}`);
  }

  /** Commits a file `name` and all other changes, and pushes the branch. Returns the commit. */
  commit(name: string): string {
    return this.sh(
      `echo ${name} >>${name}; git add -A; git commit -qm ${name}; git push -qf origin HEAD; git rev-parse HEAD`,
    );
  }
}
