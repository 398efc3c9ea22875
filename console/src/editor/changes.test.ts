import { describe, expect, it } from 'vitest';
import { addState, connect, deleteState, ImpossibleChange, namesOf, renameState } from './changes';

const CHAIN = {
  StartAt: 'A',
  States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Task', Resource: 'r', End: true } },
};

const NESTED = {
  StartAt: 'P',
  States: {
    P: {
      Type: 'Parallel',
      Branches: [{ StartAt: 'X', States: { X: { Type: 'Pass', End: true } } }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'F' }],
      Next: 'M',
    },
    M: { Type: 'Map', ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } }, End: true },
    F: { Type: 'Fail' },
  },
};

describe('changes of a definition', () => {
  it('adds a state between two', () => {
    const { definition, name } = addState(CHAIN, 'A', 'Wait');
    expect(name).toBe('Wait');
    expect(definition).toEqual({
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Next: 'Wait' },
        Wait: { Type: 'Wait', Seconds: 1, Next: 'B' },
        B: { Type: 'Task', Resource: 'r', End: true },
      },
    });
    expect(Object.keys((definition as typeof CHAIN).States)).toEqual(['A', 'Wait', 'B']);
    expect(addState(definition, 'B', 'Wait').name).toBe('Wait 2');
  });

  it('adds a first state, and one to nothing', () => {
    expect(addState(CHAIN, null, 'Pass').definition).toMatchObject({
      StartAt: 'Pass',
      States: { Pass: { Type: 'Pass', Next: 'A' } },
    });
    expect(addState({}, null, 'Succeed').definition).toEqual({
      StartAt: 'Succeed',
      States: { Succeed: { Type: 'Succeed' } },
    });
  });

  it('adds within branches and processors', () => {
    expect(namesOf(addState(NESTED, 'X', 'Pass').definition)).toEqual(['P', 'X', 'Pass', 'M', 'I', 'F']);
    expect(namesOf(addState(NESTED, 'I', 'Fail').definition)).toEqual(['P', 'X', 'M', 'I', 'Fail', 'F']);
  });

  it('renames a state wherever it is named', () => {
    expect(renameState(NESTED, 'F', 'Sorry')).toMatchObject({
      States: { P: { Catch: [{ Next: 'Sorry' }], Next: 'M' }, Sorry: { Type: 'Fail' } },
    });
    expect(renameState(NESTED, 'P', 'Q')).toMatchObject({ StartAt: 'Q' });
    expect(() => renameState(NESTED, 'P', 'I')).toThrow(ImpossibleChange);
    expect(() => renameState(NESTED, 'nobody', 'N')).toThrow('There is no state nobody');
  });

  it('connects states of one scope', () => {
    expect(connect(CHAIN, 'B', 'A')).toMatchObject({ States: { B: { Next: 'A' } } });
    expect((connect(CHAIN, 'B', 'A') as typeof CHAIN).States.B).not.toHaveProperty('End');
    expect(() => connect(NESTED, 'X', 'M')).toThrow('not in the same scope');
    expect(() => connect(NESTED, 'F', 'M')).toThrow('leads nowhere');
  });

  it('deletes a state and mends what led to it', () => {
    expect(deleteState(CHAIN, 'B')).toEqual({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
    expect(deleteState(CHAIN, 'A')).toMatchObject({ StartAt: 'B' });
    expect(deleteState(NESTED, 'F')).toMatchObject({ States: { P: { Catch: [] } } });
    expect(() => deleteState(NESTED, 'I')).toThrow('last state');
  });
});
