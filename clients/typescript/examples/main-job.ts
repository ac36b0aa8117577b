/**
 * The main job through the SDK, from a customer's call to the signed report:
 *
 *     node examples/main-job.ts http://127.0.0.1:8000
 *
 * plays it against a running server, as the people of the demo organization.
 */
import { createClient, type Client } from '../src/client/client/index.ts';
import {
  closeOrder,
  createSession,
  createTicket,
  createTicketOrder,
  downloadOrderReport,
  getMe,
  getOrder,
  getTicket,
  listCodes,
  listNotifications,
  listProducts,
  listReplyDrafts,
  listSites,
  previewOrderClose,
  scheduleOrder,
  solveTicket,
  startOrder,
  useOrderMaterial,
  type CloseFacts,
  type CodeKind,
  type Order,
  type Problem,
  type StrokePoint,
} from '../src/client/index.ts';

const server = process.argv[2] ?? 'http://127.0.0.1:8000';
const MINUTE = 60_000;

/** Who a call is made as. `throwOnError`: a refusal is thrown, so `data` is always there. */
type As = { client: Client; throwOnError: true };

async function signIn(username: string): Promise<As> {
  const client = createClient({ baseUrl: server });
  const { data: session } = await createSession({
    client,
    throwOnError: true,
    body: { domain: 'demo', company: 'matriz', username, password: 'chamado-demo' },
  });
  client.setConfig({ auth: session.access_token });
  return { client, throwOnError: true };
}

/** A key of its own makes it safe to send a request again when its answer got lost. */
const once = () => ({ 'Idempotency-Key': crypto.randomUUID() });

async function idOfCode(as: As, kind: CodeKind, code: string): Promise<string> {
  const { data: codes } = await listCodes({ ...as, query: { kind: [kind], limit: 100 } });
  return only(codes.items.filter((item) => item.code === code)).id;
}

/** Take the first slot that is free: the refusal says when the technician's other visit ends. */
async function scheduleSoon(as: As, order: Order, technicianId: string): Promise<Order> {
  let startsAt = new Date(Math.ceil(Date.now() / (5 * MINUTE)) * 5 * MINUTE);
  for (;;) {
    const { data, error } = await scheduleOrder({
      client: as.client,
      path: { order_id: order.id },
      headers: once(),
      body: {
        technician_id: technicianId,
        starts_at: startsAt.toISOString(),
        ends_at: new Date(startsAt.getTime() + 30 * MINUTE).toISOString(),
      },
    });
    if (data) return data;
    if (error.code !== 'technician_overlap') throw error;
    startsAt = new Date(String(error['ends_at']));
  }
}

/** What a canvas gives while a finger draws: strokes of points, with their times. */
function drawn(): StrokePoint[][] {
  const stroke = (began: number, y: number): StrokePoint[] =>
    Array.from({ length: 16 }, (_, i) => ({
      t: began + 16 * i,
      x: 40 + 22 * i,
      y: y + 30 * Math.sin(i),
    }));
  return [stroke(0, 60), stroke(700, 110)];
}

/** The worker does the rest within seconds: ask until it is there. */
async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 150; attempt++) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resume) => setTimeout(resume, 200));
  }
  throw new Error(`Half a minute has passed without ${what}.`);
}

function only<T>(items: T[]): T {
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`One expected, not ${items.length}.`);
  return item;
}

function said(step: string): void {
  console.log(`${new Date().toISOString().slice(11, 23)}  ${step}`);
}

async function main(): Promise<void> {
  const [customer, agent, technician] = await Promise.all([
    signIn('cliente'),
    signIn('agente'),
    signIn('tecnico'),
  ]);

  const { data: opened } = await createTicket({
    ...customer,
    headers: once(),
    body: {
      subject: 'Loja sem internet desde a chuva',
      description: 'A luz vermelha do modem pisca e os caixas pararam.',
    },
  });
  said(`the customer opens ticket ${opened.protocol}`);

  const { data: sites } = await listSites({
    ...agent,
    path: { customer_id: opened.customer_id ?? '' },
  });
  const [site] = sites.items;
  if (!site) throw new Error('The customer has no site.');
  const { data: raised } = await createTicketOrder({
    ...agent,
    path: { ticket_id: opened.id },
    headers: once(),
    body: { problem_code_id: await idOfCode(agent, 'problem', 'SEM-SINAL'), site_id: site.id },
  });
  said(`the agent raises order ${raised.protocol} for ${site.label}`);

  const { data: me } = await getMe(technician);
  const scheduled = await scheduleSoon(agent, raised, me.id);
  said(`${me.name} is to come at ${scheduled.starts_at}`);

  const job = { order_id: raised.id };
  const { data: started } = await startOrder({
    ...technician,
    path: job,
    headers: { ...once(), 'If-Match': `"${scheduled.version}"` },
    body: { occurred_at: new Date().toISOString(), latitude: -22.89421, longitude: -47.04987 },
  });
  said(`the technician is there: ${started.status}`);

  const { data: products } = await listProducts({ ...technician, query: { q: 'DROP-1FO' } });
  const { data: used } = await useOrderMaterial({
    ...technician,
    path: job,
    headers: once(),
    body: { product_id: only(products.items).id, quantity: '35.5' },
  });
  said(`${used.quantity} ${used.unit} of ${used.product_name} leave the van`);

  const facts: CloseFacts = {
    cause_code_id: await idOfCode(technician, 'cause', 'FIBRA-ROMPIDA'),
    solution_code_id: await idOfCode(technician, 'solution', 'TROCA-DROP'),
    details: 'Cabo drop rompido entre o poste e a fachada; 35,5 m substituídos.',
    attended_by: 'Helena Duarte',
    network: { cto: 'CTO-117', port: '5', signal_dbm: '-19.8' },
  };
  const { data: preview } = await previewOrderClose({ ...technician, path: job, body: facts });
  const { data: closed } = await closeOrder({
    ...technician,
    path: job,
    headers: once(),
    body: {
      ...facts,
      customer_signature: {
        signer_name: 'Helena Duarte',
        strokes: drawn(),
        canvas: { width: 420, height: 200 },
        // The signature holds for what was shown, and for nothing else.
        content_hash: preview.content_hash,
        device_time: new Date().toISOString(),
      },
    },
  });
  said(`the customer signs ${preview.content_hash.slice(0, 12)}…, the order is ${closed.status}`);

  const report = await eventually('the report', async () => {
    const { data, error } = await downloadOrderReport({ client: agent.client, path: job });
    if (error && error.code !== 'report_not_ready') throw error;
    return data;
  });
  const signature = await report.slice(0, 5).text();
  if (signature !== '%PDF-') throw new Error(`The report begins with ${signature}.`);
  said(`the report is a PDF of ${report.size} bytes`);

  const draft = await eventually('the draft of an answer', async () => {
    const { data } = await listReplyDrafts({ ...agent, path: { ticket_id: opened.id } });
    return data.items[0];
  });
  await solveTicket({
    ...agent,
    path: { ticket_id: opened.id },
    body: { details: draft.body, draft_id: draft.id },
  });

  const solved = await eventually('a solved ticket', async () => {
    const { data } = await getTicket({ ...customer, path: { ticket_id: opened.id } });
    return data.status === 'solved' ? data : undefined;
  });
  if (solved.cause_code_id !== facts.cause_code_id) throw new Error('The cause was not taken over.');
  said(`ticket ${solved.protocol} is solved: ${solved.solution_details}`);

  const rung = await eventually('the bell', async () => {
    const { data } = await listNotifications(customer);
    return data.items.find((item) => item.subject_id === opened.id);
  });
  said(`the customer's bell rings: ${rung.title}`);

  const { data: done } = await getOrder({ ...agent, path: job });
  if (done.report_file_id === null) throw new Error('The order does not know its report.');
}

main().catch((reason: Problem | Error) => {
  const refusal = 'code' in reason ? `${reason.code}: ${reason.detail}` : reason;
  console.error(refusal);
  process.exitCode = 1;
});
