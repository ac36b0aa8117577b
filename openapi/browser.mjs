/**
 * The reference in a real browser: `node browser.mjs '{"browser": ..., "url": ..., ...}'`.
 *
 * With `pages` it runs axe over each of them, on a desk and on a telephone, in both colour schemes,
 * or in the `views` of the task, and not before there is the element `until`;
 * with `person` it signs in and tries operations. It prints what it has seen as JSON.
 */
import { readFileSync } from 'node:fs';
import puppeteer from 'puppeteer-core';

const AXE = readFileSync(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const VIEWS = [
  { width: 1360, height: 860, scheme: 'light' },
  { width: 1360, height: 860, scheme: 'dark' },
  { width: 390, height: 844, isMobile: true, hasTouch: true, scheme: 'light' },
];

const task = JSON.parse(process.argv[2]);
const browser = await puppeteer.launch({
  executablePath: task.browser,
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
try {
  const seen = task.pages ? await everyPage() : await oneVisit();
  console.log(JSON.stringify(seen));
} finally {
  await browser.close();
}

/** What axe finds, what the console says and how far a page is wider than the screen. */
async function everyPage() {
  const found = [];
  for (const { scheme, ...viewport } of task.views ?? VIEWS) {
    for (const path of task.pages) {
      const page = await opened(viewport, scheme);
      await page.goto(task.url + path, { waitUntil: 'load' });
      if (task.until) await page.waitForSelector(task.until);
      await page.evaluate(AXE);
      const { violations } = await page.evaluate(() => axe.run());
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      const { TaskDuration } = await page.metrics();
      found.push({
        page: `${path} ${viewport.width} ${scheme}`,
        violations: violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`),
        console: page.said,
        wider,
        seconds: TaskDuration,
      });
      await page.close();
    }
  }
  return found;
}

async function opened(viewport, scheme = 'light') {
  const page = await browser.newPage();
  await page.setViewport(viewport);
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
  page.said = [];
  page.on('pageerror', (error) => page.said.push(String(error)));
  page.on('console', (line) => {
    // Chromium logs each refusal that a form gets; those are the subject of this visit.
    const refusal = line.text().startsWith('Failed to load resource');
    if (line.type() === 'error' && !refusal) page.said.push(line.text());
  });
  return page;
}

/** Sign in, read, renew, change, upload, download, be refused, search, sign out. */
async function oneVisit() {
  const { width, height } = VIEWS[0];
  const page = await opened({ width, height });
  const sent = [];
  page.on('request', (request) => sent.push(request));
  const seen = {};
  const operation = (id) => page.goto(`${task.url}/docs/operations/${id}`, { waitUntil: 'load' });
  const text = (selector) => page.$eval(selector, (found) => found.textContent.trim());
  const shown = (selector) => page.waitForSelector(selector, { visible: true, timeout: 15_000 });
  const send = async () => {
    await page.click('#call button[type=submit]');
    await page.waitForFunction(() => /^Answered/.test(document.querySelector('#sending').textContent));
    return text('#answer-status');
  };

  await operation('listTickets');
  seen.unsigned = await send();
  seen.problem = await text('#answer-problem');
  await page.click('#sign-in');
  await shown('#credentials');
  for (const name of ['domain', 'company', 'username']) {
    await page.type(`#session-${name}`, task.person[name]);
  }
  await page.type('#session-password', 'not the password');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.querySelector('#session-problem').textContent);
  seen.wrong = await text('#session-problem');
  await page.$eval('#session-password', (input) => (input.value = ''));
  await page.type('#session-password', task.person.password);
  await page.keyboard.press('Enter');
  if (task.person.code) {
    await shown('#session-code');
    await page.type('#session-code', task.person.code);
    await page.keyboard.press('Enter');
  }
  await shown('#sign-out');
  seen.account = await text('#account');
  seen.read = await send();
  seen.items = JSON.parse(await text('#answer-body')).items.length;

  // The access token has expired; two who ask at once cause one renewal.
  await page.evaluate(() => {
    const kept = JSON.parse(sessionStorage.getItem('credential'));
    sessionStorage.setItem('credential', JSON.stringify({ ...kept, until: 0 }));
  });
  sent.length = 0;
  seen.renewed = await page.evaluate(async () => {
    const script = document.querySelector('script[src*="try-it.js"]').src;
    const { token } = await import(script.replace('try-it.js', 'session.js'));
    const [one, other] = await Promise.all([token(), token()]);
    return one === other;
  });
  seen.renewals = sent.filter((request) => request.url().endsWith('/v1/auth/refresh')).length;
  seen.afterwards = await send();

  await operation('createTicket');
  await page.$eval('#body-text', (area, body) => (area.value = body), JSON.stringify(task.ticket));
  sent.length = 0;
  seen.created = await send();
  const post = sent.find((request) => request.method() === 'POST');
  seen.key = Boolean(post.headers()['idempotency-key']);
  await page.$eval('#body-text', (area) => (area.value = '{"subject"'));
  await page.click('#call button[type=submit]');
  await page.waitForFunction(() => /not JSON/.test(document.querySelector('#sending').textContent));

  await operation('uploadFile');
  const file = await page.$('#field-file');
  await file.uploadFile(task.file);
  seen.uploaded = await send();

  await operation('getDomain'); // the id of its example is nobody's
  seen.missing = await send();
  seen.explained = await page.$eval('#answer-problem a', (link) => link.getAttribute('href'));

  await operation(task.download);
  seen.downloaded = await send();
  seen.offered = await text('#answer-download');

  await page.keyboard.press('Escape');
  await page.$eval('#content', (content) => content.focus());
  await page.keyboard.press('/');
  await page.keyboard.type('how do I refresh a token');
  await page.waitForSelector('.found a');
  seen.found = await page.$eval('.found a', (link) => link.getAttribute('href'));

  await operation('getMe');
  await page.click('#sign-out');
  seen.signedOut = await text('#account');
  seen.console = page.said;
  return seen;
}
