import { text } from './text';
import type { Validator } from './validator';

const MAX_MESSAGE_BYTES = 10_000;
const MAX_IDENTITY_BYTES = 250;

/** Validates the message of a commit. */
export const commitMessage: Validator = (value) => {
  if (value.trim() === '') return 'is empty; write what the commit changes';
  if (Buffer.byteLength(value) > MAX_MESSAGE_BYTES) return `is longer than ${MAX_MESSAGE_BYTES} bytes; shorten it`;
  return text(value);
};

/** Validates the name of an author. git removes other characters at both ends, and a name must not become empty. */
export const authorName: Validator = (value) => {
  if (!/[\p{L}\p{N}]/u.test(value)) return 'has no letter or digit; use a name (such as Robot)';
  return identity(value);
};

/** Validates the e-mail address of an author. */
export const emailAddress: Validator = (value) => {
  if (!/^[^\s@]+@[^\s@]+$/.test(value)) return 'is not an e-mail address (such as robot@example.com)';
  return identity(value);
};

const identity: Validator = (value) => {
  if (/[<>\n\t]/.test(value)) return 'contains "<", ">", a tab or a line break; remove it';
  if (Buffer.byteLength(value) > MAX_IDENTITY_BYTES) return `is longer than ${MAX_IDENTITY_BYTES} bytes; shorten it`;
  return text(value);
};
