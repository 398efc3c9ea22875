// Starts the executions of a file and waits for their ends; that it talks to Pawl is the environment's doing alone.
import {readFileSync} from 'node:fs';
import {DescribeExecutionCommand, SFNClient, StartExecutionCommand} from '@aws-sdk/client-sfn';

const client = new SFNClient({});
const executions = JSON.parse(readFileSync('executions.json', 'utf8'));

const run = async ({stateMachineArn, name, input}) => {
  const {executionArn} = await client.send(new StartExecutionCommand({stateMachineArn, name, input}));
  for (;;) {
    const {status} = await client.send(new DescribeExecutionCommand({executionArn}));
    if (status !== 'RUNNING') return executionArn;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
};

for (const executionArn of await Promise.all(executions.map(run))) {
  console.log(executionArn);
}
