// Drives the console of a running server in Chromium as people do, and prints one line of what it found.
// AWS_ACCESS_KEY_ID=… AWS_SECRET_ACCESS_KEY=… node e2e/run.mjs URL TOKEN CHROMIUM [FOLDER FOR SCREENSHOTS]
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { chromium } from 'playwright-core';

const [url, token, executablePath, pictures] = process.argv.slice(2);
const { AWS_ACCESS_KEY_ID: keyId = '', AWS_SECRET_ACCESS_KEY: secret = '' } = process.env;
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const found = { pages: 0, serious: 0, errors: [], foreign: [], alerts: 0 };
const SERIOUS = new Set(['serious', 'critical']);

const api = async (method, where, body) => {
  const answer = await fetch(`${url}/api/v1${where}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`${method} ${where}: ${answer.status} ${text}`);
  }
  return text === '' ? {} : JSON.parse(text);
};

const check = (isTrue, what) => {
  if (!isTrue) {
    throw new Error(`expected: ${what}`);
  }
};

const HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>\u202Eevil';

const ORDERS = {
  StartAt: 'Check',
  States: {
    Check: { Type: 'Choice', Choices: [{ Variable: '$.bad', BooleanEquals: true, Next: 'Broken' }], Default: 'Each' },
    Each: {
      Type: 'Map',
      ItemsPath: '$.items',
      ItemProcessor: { StartAt: 'One', States: { One: { Type: 'Pass', End: true } } },
      End: true,
    },
    Broken: { Type: 'Fail', Error: 'Bad.Order', Cause: HOSTILE },
  },
};

async function prepare() {
  await api('POST', '/state-machines', { name: 'orders', definition: ORDERS });
  for (let number = 0; number < 60; number++) {
    await api('POST', '/state-machines/orders/executions', {
      name: `order-${number}`,
      input: { bad: number === 17, items: [1, 2] },
    });
  }
  await api('POST', '/state-machines', {
    name: 'hostile',
    definition: { Comment: HOSTILE, StartAt: HOSTILE.slice(0, 60), States: { [HOSTILE.slice(0, 60)]: { Type: 'Succeed' } } },
  });
  await api('POST', '/state-machines/hostile/executions', { name: 'x', input: { text: HOSTILE, long: 'y'.repeat(200_000) } });
  await api('POST', '/state-machines', {
    name: 'waits',
    definition: { StartAt: 'Rest', States: { Rest: { Type: 'Wait', Seconds: 3600, End: true } } },
  });
  await api('POST', '/state-machines/waits/executions', { name: 'w' });
  await api('POST', '/state-machines', {
    name: 'large',
    definition: {
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          ItemProcessor: {
            StartAt: 'A',
            States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', End: true } },
          },
          End: true,
        },
      },
    },
  });
  const items = Array.from({ length: 1000 }, (_, number) => number);
  await api('POST', '/state-machines/large/executions?wait=60s', { name: 'l', input: items });
}

async function examined(page, name) {
  await page.evaluate(axe);
  const result = await page.evaluate(async () => await globalThis.axe.run(document, { resultTypes: ['violations'] }));
  const bad = result.violations.filter(({ impact }) => SERIOUS.has(impact));
  found.pages += 1;
  found.serious += bad.length;
  bad.forEach(({ id, nodes }) => console.error(`axe: ${name}: ${id}: ${nodes.map(({ html }) => html).slice(0, 2).join(' ')}`));
  if (pictures !== undefined) {
    await page.screenshot({ path: path.join(pictures, `${name}.png`) });
  }
}

await prepare();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
try {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('dialog', (dialog) => {
    found.alerts += 1;
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => found.errors.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && found.errors.push(message.text()));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:') && !request.url().startsWith('blob:')) {
      found.foreign.push(request.url());
    }
  });
  await page.goto(`${url}/console/`);
  await page.getByRole('textbox', { name: 'API token' }).fill(token);
  await examined(page, 'sign-in');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('link', { name: 'orders' }).waitFor();
  const firstLoad = await page.evaluate(() =>
    ['navigation', 'resource']
      .flatMap((kind) => performance.getEntriesByType(kind))
      .reduce((sum, { transferSize }) => sum + transferSize, 0),
  );
  await examined(page, 'state-machines');

  // The one that failed among all, by five clicks: the machine, the filter, the status, the execution, its redrive.
  await page.getByRole('link', { name: 'orders' }).click();
  await page.getByRole('button', { name: /Status/ }).click();
  await page.getByRole('option', { name: 'Failed', exact: true }).click();
  await page.getByRole('link', { name: 'order-17', exact: true }).click();
  await page.getByRole('heading', { name: 'Broken' }).waitFor();
  check((await page.getByLabel('input of the state', { exact: true }).innerText()).includes('"bad": true'), "the failed state's input");
  await examined(page, 'execution');
  await page.getByRole('button', { name: 'Redrive' }).click();
  await page.waitForFunction(() => document.body.innerText.includes('Redrives\n1'));

  await page.goto(`${url}/console/state-machines/orders?tab=graph`);
  await page.getByLabel('Task state').or(page.getByLabel('Choice state Check')).first().waitFor();
  await examined(page, 'graph');
  await page.getByLabel('Choice state Check').first().focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label')?.includes(' state ') === true);
  for (const kind of ['SVG', 'PNG']) {
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `Save as ${kind}` }).click(),
    ]);
    check((await readFile(await saved.path())).length > 500, `a picture as ${kind}`);
  }
  await page.getByRole('button', { name: 'Fold all' }).click();
  await page.getByLabel('Map state Each').first().waitFor();
  check((await page.getByLabel('Pass state One').count()) === 0, 'a folded Map shows nothing within');

  await page.goto(`${url}/console/state-machines/orders/edit`);
  await page.getByText('The server finds no error.').waitFor();
  await page.getByLabel('Choice state Check').first().waitFor();
  await page.locator('.cm-line').first().waitFor();
  await examined(page, 'builder');
  await page.getByLabel('Map state Each').first().click({ position: { x: 20, y: 10 } });
  await page.getByRole('button', { name: 'Add after it' }).click();
  await page.getByRole('menuitem', { name: 'Wait' }).click();
  await page.getByLabel('Wait state Wait').first().waitFor();
  await page.getByText('The server finds no error.').waitFor();
  await page.getByText('Test Wait').click();
  await page.getByRole('button', { name: 'Run the state' }).click();
  await page.getByText('SUCCEEDED').first().waitFor();
  await page.getByRole('checkbox', { name: 'Publish a version' }).check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.waitForURL(/tab=graph/);
  await page.goto(`${url}/console/state-machines/orders?tab=versions`);
  await page.getByText('Version 1').first().waitFor();
  await examined(page, 'versions');

  await page.goto(`${url}/console/executions/waits/w`);
  await page.getByText('a timer runs until').waitFor();
  await examined(page, 'waiting');

  await page.goto(`${url}/console/triggers`);
  await page.getByText('aws events put-rule').waitFor();
  await examined(page, 'triggers');
  await page.goto(`${url}/console/account?tab=audit`);
  await page.getByText('states:CreateStateMachine').first().waitFor();
  await examined(page, 'account');

  await page.goto(`${url}/console/compare?machine=orders&left=order-1&right=order-17`);
  await page.getByText('only in the').first().waitFor();
  await examined(page, 'compare');

  await page.goto(`${url}/console/executions/hostile/x`);
  await page.getByText('Succeeded').first().waitFor();
  await examined(page, 'hostile');
  const isWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth + 1);
  check(!isWide, 'a hostile name breaks no layout');

  const begun = Date.now();
  await page.goto(`${url}/console/executions/large/l`);
  await page.getByLabel('Map state Each').first().waitFor();
  await page.getByRole('tab', { name: /Events \(/ }).click();
  await page.getByText('MapIterationStarted').first().waitFor();
  const large = Date.now() - begun;

  // The same by an access key, whose secret stays in the browser.
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Access key' }).click();
  await page.getByRole('textbox', { name: 'Access key ID' }).fill(keyId);
  await page.getByRole('textbox', { name: 'Secret access key' }).fill(secret);
  await examined(page, 'sign-in-by-key');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('tab', { name: /Events \(/ }).waitFor();
  await page.goto(`${url}/console/triggers`);
  await page.getByText('aws events put-rule').waitFor();

  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${url}/console/state-machines/orders`);
  await page.getByRole('link', { name: 'order-59', exact: true }).first().waitFor();
  check(
    await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth + 1),
    'it fits a narrow screen',
  );
  await examined(page, 'narrow');
  console.log(
    `console: pages=${found.pages} axe_serious=${found.serious} alerts=${found.alerts} errors=${found.errors.length}` +
      ` foreign_requests=${found.foreign.length} first_load_kb=${Math.round(firstLoad / 1024)} large_ms=${large}`,
  );
  found.errors.slice(0, 5).forEach((error) => console.error(error));
  process.exitCode = found.alerts + found.errors.length + found.foreign.length + found.serious > 0 ? 1 : 0;
} catch (error) {
  const [context] = browser.contexts();
  const [page] = context?.pages() ?? [];
  console.error(page === undefined ? '' : `${page.url()}\n${(await page.innerText('body')).slice(0, 1000)}`);
  throw error;
} finally {
  await browser.close();
}
