import { DEFAULTS } from '../../lib/constructs/defaults';
import { parseQuantity } from '../../lib/validation/quantity';

describe.each(['resources', 'gitResources'] as const)('the defaults of %s', (field) => {
  test.each([
    ['cpu', 10n],
    ['memory', 4n],
  ] as const)('have a limit of %s that is at most %d times the request', (name, ratio) => {
    const { requests, limits } = DEFAULTS[field];
    const [request, limit] = [requests[name], limits[name]].map((value) => parseQuantity(value)!);
    expect(limit! <= request! * ratio).toBe(true);
  });
});
