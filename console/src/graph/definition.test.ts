import { describe, expect, it } from 'vitest';
import { conditionOf, scopeOf, shortened } from './definition';

describe('conditions', () => {
  it.each([
    [{ Variable: '$.n', NumericGreaterThan: 3 }, '$.n > 3'],
    [{ Variable: '$.n', NumericLessThanEquals: 3 }, '$.n ≤ 3'],
    [{ Variable: '$.s', StringEquals: 'a' }, '$.s = "a"'],
    [{ Variable: '$.s', StringEqualsPath: '$.t' }, '$.s = $.t'],
    [{ Variable: '$.s', StringMatches: 'a*' }, '$.s ~ "a*"'],
    [{ Variable: '$.p', IsPresent: true }, '$.p is present'],
    [{ Variable: '$.p', IsNull: false }, '$.p is not null'],
    [{ Condition: '{% $states.input.n > 3 %}' }, '$states.input.n > 3'],
    [{ Not: { Variable: '$.p', BooleanEquals: true } }, 'not ($.p = true)'],
    [
      { And: [{ Variable: '$.a', IsString: true }, { Variable: '$.b', IsNumeric: true }] },
      '$.a is string and $.b is numeric',
    ],
  ])('%j reads %s', (rule, text) => {
    expect(conditionOf(rule)).toBe(text);
  });

  it('are cut where they are long', () => {
    expect(shortened('x'.repeat(100))).toHaveLength(40);
  });
});

describe('a definition that is broken', () => {
  it.each([[null], [[]], ['text'], [{ States: [] }], [{ States: { A: null } }]])(
    '%j is read as far as it goes',
    (definition) => {
      expect(scopeOf(definition).startAt).toBe('');
    },
  );
});

describe('what a task calls', () => {
  it('is the service and action, or the name of the function', () => {
    const states = {
      A: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken' },
      B: { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' },
    };
    expect(scopeOf({ StartAt: 'A', States: states }).states.map((one) => one.detail)).toEqual([
      'sqs:sendMessage.waitForTaskToken',
      'function:f',
    ]);
  });
});
