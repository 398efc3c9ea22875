import { describe, expect, it } from 'vitest';
import { placeOf, rangeOf } from './place';

const TEXT = '{"StartAt": "A", "States": {"A": {"Type": "Choice", "Choices": [{"Next": "B"}, {"Next": "C"}]}}}';

const at = (pointer: string): string => {
  const { from, to } = rangeOf(TEXT, pointer);
  return TEXT.slice(from, to);
};

describe('places in a text', () => {
  it('finds what a pointer leads to', () => {
    expect(at('/StartAt')).toBe('"A"');
    expect(at('/States/A')).toBe('"A"');
    expect(at('/States/A/Type')).toBe('"Choice"');
    expect(at('/States/A/Choices/1/Next')).toBe('"C"');
    expect(at('/States/A/Choices[0]/Next')).toBe('"B"');
  });

  it('stops where it leads no further', () => {
    expect(at('/States/A/Nope/Deeper')).toBe('"A"');
    expect(at('')).toBe('{');
    expect(rangeOf('', '/a')).toEqual({ from: 0, to: 0 });
  });

  it('tells where a cursor is', () => {
    expect(placeOf(TEXT, TEXT.indexOf('"Choice"') + 2)).toEqual({ path: ['States', 'A', 'Type'], isName: false });
    expect(placeOf(TEXT, TEXT.indexOf('"Type"') + 2)).toEqual({ path: ['States', 'A'], isName: true });
    expect(placeOf(TEXT, TEXT.indexOf('"C"') + 2)).toEqual({
      path: ['States', 'A', 'Choices', '1', 'Next'],
      isName: false,
    });
  });
});
