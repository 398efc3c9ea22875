/** The fields of states, one line each (reference: asl.md). */
export interface Field {
  readonly name: string;
  readonly meaning: string;
  /** The types of states that have it; empty for all of them, and `machine` for the top. */
  readonly of: readonly string[];
}

const field = (name: string, meaning: string, ...of: string[]): Field => ({ name, meaning, of });

const WORKING = ['Task', 'Parallel', 'Map'];
const LEADING = ['Task', 'Pass', 'Wait', 'Parallel', 'Map'];

export const STATE_TYPES = ['Task', 'Pass', 'Choice', 'Wait', 'Succeed', 'Fail', 'Parallel', 'Map'] as const;

export const FIELDS: readonly Field[] = [
  field('StartAt', 'The state that is entered first', 'machine'),
  field('States', 'The states by their names', 'machine'),
  field('Version', 'The version of the language: 1.0', 'machine'),
  field('TimeoutSeconds', 'How long it may take, in seconds', 'machine', 'Task'),
  field('QueryLanguage', 'JSONPath or JSONata, in which values are computed'),
  field('Comment', 'A text for people'),
  field('Type', 'What kind of state it is'),
  field('Next', 'The state that follows', ...LEADING),
  field('End', 'true where nothing follows', ...LEADING),
  field('Assign', 'Variables that later states may use', ...LEADING, 'Choice'),
  field('Output', 'What the state gives on (JSONata)', ...LEADING, 'Choice', 'Succeed'),
  field('Arguments', 'What is given to the call (JSONata)', 'Task', 'Parallel'),
  field('InputPath', 'The part of the input that is used (JSONPath)', ...LEADING, 'Choice', 'Succeed'),
  field('OutputPath', 'The part of the output that is given on (JSONPath)', ...LEADING, 'Choice', 'Succeed'),
  field('Parameters', 'What is given to the call (JSONPath)', 'Task', 'Pass', 'Parallel', 'Map'),
  field('ResultSelector', 'What of the result is kept (JSONPath)', ...WORKING),
  field('ResultPath', 'Where in the input the result goes (JSONPath)', ...WORKING, 'Pass'),
  field('Result', 'A result that is always the same', 'Pass'),
  field('Resource', 'The ARN of what is called', 'Task'),
  field('TimeoutSecondsPath', 'Where the timeout is found', 'Task'),
  field('HeartbeatSeconds', 'The longest silence of a worker, in seconds', 'Task'),
  field('HeartbeatSecondsPath', 'Where that is found', 'Task'),
  field('Credentials', 'The role that is assumed for the call', 'Task'),
  field('Retry', 'When and how often it is tried again', ...WORKING),
  field('Catch', 'Which state follows on which error', ...WORKING),
  field('Choices', 'Conditions and the states that follow on them', 'Choice'),
  field('Default', 'The state that follows where no condition holds', 'Choice'),
  field('Seconds', 'How long it waits, in seconds', 'Wait'),
  field('SecondsPath', 'Where that is found', 'Wait'),
  field('Timestamp', 'Until when it waits', 'Wait'),
  field('TimestampPath', 'Where that is found', 'Wait'),
  field('Error', 'The name of the error', 'Fail'),
  field('ErrorPath', 'Where the name is found', 'Fail'),
  field('Cause', 'A sentence about the error', 'Fail'),
  field('CausePath', 'Where the sentence is found', 'Fail'),
  field('Branches', 'State machines that run side by side', 'Parallel'),
  field('Items', 'The items (JSONata)', 'Map'),
  field('ItemsPath', 'Where the items are found (JSONPath)', 'Map'),
  field('ItemProcessor', 'The state machine that each item goes through', 'Map'),
  field('ItemSelector', 'What each iteration gets', 'Map'),
  field('ItemReader', 'Where the items of a distributed Map are read', 'Map'),
  field('ItemBatcher', 'How many items go to one child', 'Map'),
  field('ResultWriter', 'Where the results of a distributed Map go', 'Map'),
  field('MaxConcurrency', 'How many iterations run at once', 'Map'),
  field('ToleratedFailurePercentage', 'How many children may fail, in percent', 'Map'),
  field('ToleratedFailureCount', 'How many children may fail', 'Map'),
  field('Label', 'The name of the Map runs', 'Map'),
];

/** The fields that an object may have: `machine`, a type of state, or an empty text where the type is not known yet. */
export function fieldsOf(type: string): readonly Field[] {
  if (type === 'machine') {
    return FIELDS.filter(({ of, name }) => of.includes('machine') || name === 'Comment' || name === 'QueryLanguage');
  }
  return FIELDS.filter(({ of, name }) =>
    name === 'StartAt' || name === 'States' || name === 'Version'
      ? false
      : type === '' || of.length === 0 || of.includes(type),
  );
}

export function meaningOf(name: string): string | null {
  return FIELDS.find((known) => known.name === name)?.meaning ?? null;
}
