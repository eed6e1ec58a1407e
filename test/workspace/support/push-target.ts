/** What the server of a push asks for. */
export const credentials = { username: 'robot', password: 'topsecret' };
export const gitSecret = 'git-push';
export const branch = 'results/fix';
