// The form of an operation: sends it to this server and shows the answer.

import { Refused, credential, renew, signIn, signOut, token, useToken } from './session.js';

const part = (name) => document.getElementById(name);
const section = part('try');
const form = part('call');
const facts = form.dataset;

section.hidden = false;
document.querySelector('.go').hidden = false;
showAccount();

function showAccount() {
  const kept = credential();
  const known = facts.public === 'yes' ? 'No token is needed.' : 'Not signed in.';
  part('account').textContent = kept ? `Signed in as ${kept.name}.` : known;
  part('sign-in').hidden = Boolean(kept);
  part('sign-out').hidden = !kept;
}

// Signing in.
const dialog = part('credentials');
part('sign-in').addEventListener('click', () => dialog.showModal());
part('sign-out').addEventListener('click', () => {
  signOut();
  showAccount();
});
dialog.querySelector('[data-closes]').addEventListener('click', () => dialog.close());

part('session').addEventListener('submit', async (event) => {
  event.preventDefault();
  const told = part('session-problem');
  told.textContent = '';
  try {
    await signIn(Object.fromEntries(new FormData(event.target)));
    event.target.reset();
    part('second-factor').hidden = true;
    dialog.close();
    showAccount();
  } catch (reason) {
    told.textContent = reason.message;
    if (reason instanceof Refused && reason.problem.code.startsWith('second_factor_')) {
      part('second-factor').hidden = false;
      part('session-code').required = true;
      part('session-code').focus();
    }
  }
});

part('pasted').addEventListener('submit', (event) => {
  event.preventDefault();
  useToken(event.target.elements.token.value);
  event.target.reset();
  dialog.close();
  showAccount();
});

// Sending.
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const sending = part('sending');
  sending.textContent = 'Sending …';
  part('answer').hidden = true;
  try {
    const began = performance.now();
    let answer = await send(await token());
    if (answer.status === 401 && credential()?.refresh_token) answer = await send(await renew());
    await show(answer, performance.now() - began);
    sending.textContent = `Answered ${answer.status}.`;
  } catch (reason) {
    sending.textContent = reason.message;
  }
  showAccount();
});

function send(bearer) {
  let path = facts.path;
  const query = new URLSearchParams();
  const headers = new Headers({ 'Accept-Language': 'en' });
  for (const input of form.querySelectorAll('[data-in]')) {
    const value = input.value.trim();
    if (!value) continue;
    const values = 'repeats' in input.dataset ? value.split(/\s*,\s*/) : [value];
    if (input.dataset.in === 'path') path = path.replace(`{${input.name}}`, encodeURIComponent(value));
    if (input.dataset.in === 'query') values.forEach((one) => query.append(input.name, one));
    if (input.dataset.in === 'header') headers.set(input.name, value);
  }
  if (bearer) headers.set('Authorization', `Bearer ${bearer}`);
  if (facts.key === 'yes') headers.set('Idempotency-Key', crypto.randomUUID());
  const address = query.size ? `${path}?${query}` : path;
  return fetch(address, { method: facts.method, headers, body: body(headers) });
}

function body(headers) {
  const file = form.elements.file;
  if (file) {
    const sent = new FormData();
    sent.append('file', file.files[0]);
    return sent;
  }
  const text = part('body-text')?.value.trim();
  if (!text) return undefined;
  try {
    JSON.parse(text);
  } catch (reason) {
    throw new Error(`The body is not JSON: ${reason.message}`);
  }
  headers.set('Content-Type', facts.mediaType);
  return text;
}

let address;

async function show(answer, milliseconds) {
  const type = answer.headers.get('content-type') ?? '';
  const status = part('answer-status');
  status.textContent = `${answer.status} ${answer.statusText}`;
  status.className = answer.ok ? 'good' : 'bad';
  part('answer-time').textContent = `after ${Math.round(milliseconds)} ms`;
  part('answer-headers').textContent = [...answer.headers].map((pair) => pair.join(': ')).join('\n');
  const text = part('answer-body');
  const download = part('answer-download');
  const problem = part('answer-problem');
  download.hidden = problem.hidden = text.hidden = true;
  if (type.includes('json')) {
    const told = await answer.json();
    text.textContent = JSON.stringify(told, null, 2);
    text.hidden = false;
    if (type.includes('problem')) explain(told, problem);
  } else if (answer.status !== 204 && answer.status !== 304) {
    offer(await answer.blob(), download);
  }
  part('answer').hidden = false;
}

function explain(told, place) {
  const sentence = document.createElement('p');
  sentence.textContent = told.detail;
  const link = document.createElement('a');
  link.href = told.type;
  link.textContent = `What ${told.code} means and what to do`;
  place.replaceChildren(sentence, link);
  place.hidden = false;
}

function offer(blob, place) {
  if (address) URL.revokeObjectURL(address);
  address = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = address;
  link.download = facts.download || 'answer';
  link.textContent = `Download ${link.download} (${blob.size.toLocaleString('en')} bytes)`;
  place.replaceChildren(link);
  place.hidden = false;
}
