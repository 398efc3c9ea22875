import { describe, expect, it } from 'vitest';
import { completionsAt } from './completion';

const DEFINITION = {
  StartAt: 'A',
  States: {
    A: { Type: 'Choice', Choices: [{ Next: 'B' }] },
    B: { Type: 'Map', ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass' }, J: { Type: 'Pass' } } } },
  },
};

const labels = (path: string[], isName: boolean): string[] =>
  completionsAt({ path, isName }, DEFINITION).map(({ label }) => label);

describe('completion', () => {
  it('knows the fields of each type of state', () => {
    expect(labels(['States', 'A'], true)).toEqual(expect.arrayContaining(['Choices', 'Default', 'Comment']));
    expect(labels(['States', 'A'], true)).not.toContain('Next');
    expect(labels(['States', 'B'], true)).toContain('ItemProcessor');
    expect(labels([], true)).toEqual(expect.arrayContaining(['StartAt', 'States', 'TimeoutSeconds']));
    expect(labels(['States', 'B', 'ItemProcessor'], true)).toContain('StartAt');
  });

  it('knows the states of the scope', () => {
    expect(labels(['States', 'A', 'Choices', '0', 'Next'], false)).toEqual(['A', 'B']);
    expect(labels(['States', 'B', 'ItemProcessor', 'StartAt'], false)).toEqual(['I', 'J']);
    expect(labels(['States', 'B', 'ItemProcessor', 'States', 'I', 'Next'], false)).toEqual(['I', 'J']);
    expect(labels(['StartAt'], false)).toEqual(['A', 'B']);
  });

  it('knows types and languages, and nothing of other values', () => {
    expect(labels(['States', 'A', 'Type'], false)).toContain('Parallel');
    expect(labels(['QueryLanguage'], false)).toEqual(['JSONata', 'JSONPath']);
    expect(labels(['States', 'A', 'Comment'], false)).toEqual([]);
  });
});
