// A program for AWS Step Functions; that it talks to Pawl is the environment's doing alone.
import assert from 'node:assert/strict';
import {
  CreateActivityCommand, CreateStateMachineCommand, DescribeExecutionCommand, DescribeStateMachineCommand,
  GetActivityTaskCommand, SFNClient, SendTaskFailureCommand, SendTaskSuccessCommand, StartExecutionCommand,
  StateMachineDoesNotExist, StopExecutionCommand, paginateGetExecutionHistory, paginateListExecutions,
} from '@aws-sdk/client-sfn';

const roleArn = 'arn:aws:iam::000000000000:role/test';
const client = new SFNClient({});

const create = async (name, definition) =>
  (await client.send(new CreateStateMachineCommand({name, roleArn, definition: JSON.stringify(definition)})))
    .stateMachineArn;

const start = async (stateMachineArn, input) =>
  (await client.send(new StartExecutionCommand({stateMachineArn, input: JSON.stringify(input)}))).executionArn;

const ended = async (executionArn) => {
  for (;;) {
    const execution = await client.send(new DescribeExecutionCommand({executionArn}));
    if (execution.status !== 'RUNNING') return execution;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};

const choosing = await create('js-choosing', {
  StartAt: 'Pause',
  States: {
    Pause: {Type: 'Wait', Seconds: 1, Next: 'Choose'},
    Choose: {
      Type: 'Choice',
      Choices: [{Variable: '$.amount', NumericGreaterThan: 100, Next: 'Large'}],
      Default: 'Small',
    },
    Large: {Type: 'Pass', Result: {size: 'large'}, ResultPath: '$.is', End: true},
    Small: {Type: 'Fail', Error: 'TooSmall', Cause: 'not worth it'},
  },
});
const large = await start(choosing, {amount: 250, name: 'Grüße 🐾'});
const small = await start(choosing, {amount: 3});
const largeEnded = await ended(large);
assert.equal(largeEnded.status, 'SUCCEEDED');
assert.deepEqual(JSON.parse(largeEnded.output), {amount: 250, name: 'Grüße 🐾', is: {size: 'large'}});
assert.ok(largeEnded.stopDate instanceof Date && largeEnded.stopDate > largeEnded.startDate);
const smallEnded = await ended(small);
assert.deepEqual([smallEnded.status, smallEnded.error, smallEnded.cause], ['FAILED', 'TooSmall', 'not worth it']);

const events = [];
let pages = 0;
for await (const page of paginateGetExecutionHistory({client, pageSize: 3}, {executionArn: large})) {
  assert.ok(page.events.length <= 3);
  events.push(...page.events);
  pages++;
}
assert.deepEqual(events.map((event) => event.type), [
  'ExecutionStarted', 'WaitStateEntered', 'WaitStateExited', 'ChoiceStateEntered', 'ChoiceStateExited',
  'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded',
]);
assert.ok(pages >= 3);

const executions = [];
for await (const page of paginateListExecutions({client, pageSize: 1}, {stateMachineArn: choosing})) {
  executions.push(...page.executions.map((execution) => execution.executionArn));
}
assert.deepEqual(executions.sort(), [large, small].sort());

const {activityArn} = await client.send(new CreateActivityCommand({name: 'js-activity'}));
const asking = await create('js-asking', {
  StartAt: 'Ask',
  States: {Ask: {Type: 'Task', Resource: activityArn, TimeoutSeconds: 60, End: true}},
});
const answers = [await start(asking, {n: 1}), await start(asking, {n: 2}), await start(asking, {n: -1})];
for (let handled = 0; handled < answers.length;) {
  const task = await client.send(new GetActivityTaskCommand({activityArn, workerName: 'js'}));
  if (!task.taskToken) continue;
  const {n} = JSON.parse(task.input);
  await client.send(n < 0
    ? new SendTaskFailureCommand({taskToken: task.taskToken, error: 'Negative', cause: `${n}`})
    : new SendTaskSuccessCommand({taskToken: task.taskToken, output: JSON.stringify({squared: n * n})}));
  handled++;
}
const results = await Promise.all(answers.map(ended));
assert.deepEqual(results.map((result) => result.output ?? result.error), ['{"squared":1}', '{"squared":4}', 'Negative']);

const waiting = await start(
  await create('js-waiting', {StartAt: 'W', States: {W: {Type: 'Wait', Seconds: 600, End: true}}}), {});
await client.send(new StopExecutionCommand({executionArn: waiting, error: 'Enough', cause: 'stopped'}));
const stopped = await ended(waiting);
assert.deepEqual([stopped.status, stopped.error], ['ABORTED', 'Enough']);

await assert.rejects(
  client.send(new DescribeStateMachineCommand({stateMachineArn: choosing + '-missing'})),
  (error) => error instanceof StateMachineDoesNotExist && error.name === 'StateMachineDoesNotExist'
    && error.$metadata.httpStatusCode === 400 && error.$metadata.attempts === 1);

console.log('all as it should be');
