import { commandMessages, scriptMessages, type Message } from './support/messages';
import { Page } from './support/page';

const { codes } = new Page('docs/troubleshooting.md');

function isDescribed(message: Message): boolean {
  const pattern = message.map((part) => part.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.+');
  return codes.some((code) => new RegExp(pattern, 's').test(code));
}

test.each([
  ['errors', ['fail', 'fail_job'], 8],
  ['log lines', ['log'], 5],
])('the page has all %s of the init containers', (_, functions, atLeast) => {
  const messages = scriptMessages(functions);
  expect(messages.length).toBeGreaterThan(atLeast);
  expect(messages.filter((message) => !isDescribed(message))).toEqual([]);
});

test('the page has all errors of the commands', () => {
  const messages = commandMessages();
  expect(messages.length).toBeGreaterThan(8);
  expect(messages.filter((message) => !isDescribed(message))).toEqual([]);
});

test('a message that the page does not have is found', () => {
  expect(isDescribed(['cloning ', ' failed: see the git output above'])).toBe(true);
  expect(isDescribed(['cloning ', ' succeeded'])).toBe(false);
});
