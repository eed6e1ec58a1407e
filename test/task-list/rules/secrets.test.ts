import { report } from '../../support/report';

const root = { taskId: 'build', repoUrl: 'https://example.com/a.git', image: 'alpine:3' };
const TOKEN = `ghp_${'a'.repeat(36)}`;

test('a token is a warning that does not show it', () => {
  expect(
    report({
      defaults: { env: { A: TOKEN } },
      tasks: [
        {
          ...root,
          env: { B: 'postgres://me:hush@db/x', C: 'https://me:$(PASSWORD)@example.com' },
          command: ['curl', '--header', `Authorization: token ${TOKEN}`],
          args: [TOKEN],
          annotations: { note: TOKEN },
        },
      ],
    }),
  ).toEqual([
    'tasks.json:4:12: warning: defaults.env.A: the value contains a GitHub token (ghp_***), which is readable in git; revoke it, put a new one into a Secret, and write { "secret": "NAME", "key": "KEY" }',
    'tasks.json:13:14: warning: tasks[0].env.B (task "build"): the value contains a password in a URL, which is readable in git; revoke it, put a new one into a Secret, and write { "secret": "NAME", "key": "KEY" }',
    'tasks.json:19:9: warning: tasks[0].command[2] (task "build"): the value contains a GitHub token (ghp_***), which is readable in git; revoke it, put a new one into a Secret, write "env": { "TOKEN": { "secret": "NAME", "key": "KEY" } }, and use $(TOKEN) here',
    'tasks.json:22:9: warning: tasks[0].args[0] (task "build"): the value contains a GitHub token (ghp_***), which is readable in git; revoke it, put a new one into a Secret, write "env": { "TOKEN": { "secret": "NAME", "key": "KEY" } }, and use $(TOKEN) here',
    'tasks.json:25:17: warning: tasks[0].annotations.note (task "build"): the value contains a GitHub token (ghp_***), which is readable in git; revoke it, and remove it from the list',
  ]);
});

test('a token is found in a value of another form too', () => {
  expect(report([{ ...root, env: [{ name: 'A', value: TOKEN }] }])).toEqual([
    'tasks.json:6:12: tasks[0].env (task "build"): the value is an array, not an object; write { "A": "…" }',
    'tasks.json:9:18: warning: tasks[0].env[0].value (task "build"): the value contains a GitHub token (ghp_***), which is readable in git; revoke it, put a new one into a Secret, and write { "secret": "NAME", "key": "KEY" }',
  ]);
});

test('an error shows no token, and one line is enough for a value', () => {
  expect(report([{ ...root, repoUrl: `https://${TOKEN}@example.com/a.git`, ref: `${TOKEN}..` }])).toEqual([
    'tasks.json:4:16: tasks[0].repoUrl (task "build"): "https://***@example.com/a.git" contains a user or a password: put credentials into a Secret and set gitSecret to its name',
    'tasks.json:6:12: tasks[0].ref (task "build"): "ghp_***.." is not a git ref; use a branch, a tag or a full commit',
  ]);
});
