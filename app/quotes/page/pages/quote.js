// A quote behind a link: what is offered, and the customer's yes (with a signature) or no.
"use strict";

const page = document.getElementById("quote");
const labels = JSON.parse(page.dataset.labels);
const language = document.documentElement.lang;
const token = location.hash.slice(1);

const call = (path, body) =>
  fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-Language": language },
    body: JSON.stringify(body),
  });

/** An element with its content; texts are never read as markup. */
function make(name, content = [], attributes = {}) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value);
  }
  element.append(...[content].flat().filter((part) => part !== null));
  return element;
}

async function problemOf(answer) {
  try {
    const problem = await answer.json();
    return [problem.title, ...problem.errors.map((error) => error.detail)].join(" — ");
  } catch {
    return labels.unreachable;
  }
}

/** Do one thing with the buttons off, and say what went wrong if it did. */
async function attempt(work) {
  const buttons = [...page.querySelectorAll("button")];
  buttons.forEach((button) => (button.disabled = true));
  page.querySelector(".problem")?.remove();
  let problem = null;
  try {
    const answer = await work();
    if (!answer.ok) problem = await problemOf(answer);
  } catch {
    problem = labels.unreachable;
  }
  buttons.forEach((button) => (button.disabled = false));
  if (problem !== null) {
    const told = make("p", problem, { class: "problem", role: "alert" });
    page.append(told);
    told.scrollIntoView({ block: "center" });
  }
}

/** An area to sign on, which keeps the strokes as the server wants them. */
function signingArea() {
  const canvas = make("canvas", [], { "aria-label": labels.sign_here, tabindex: "0" });
  const strokes = [];
  let current = null;
  const place = (event) => {
    const box = canvas.getBoundingClientRect();
    return {
      t: Math.round(event.timeStamp),
      x: Math.min(Math.max(event.clientX - box.left, 0), box.width),
      y: Math.min(Math.max(event.clientY - box.top, 0), box.height),
    };
  };
  const draw = () => {
    const scale = window.devicePixelRatio || 1;
    canvas.width = canvas.clientWidth * scale;
    canvas.height = canvas.clientHeight * scale;
    const pen = canvas.getContext("2d");
    pen.scale(scale, scale);
    pen.lineWidth = 2.2;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#111";
    for (const stroke of strokes) {
      pen.beginPath();
      stroke.forEach(({ x, y }, index) => (index ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      pen.stroke();
    }
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    strokes.push((current = [place(event)]));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (current === null) return;
    current.push(place(event));
    draw();
  });
  for (const end of ["pointerup", "pointercancel"]) {
    canvas.addEventListener(end, () => (current = null));
  }
  return {
    canvas,
    clear() {
      strokes.length = 0;
      draw();
    },
    signature: () => ({
      strokes,
      canvas: { width: canvas.clientWidth, height: canvas.clientHeight },
    }),
  };
}

function linesOf(quote) {
  const money = new Intl.NumberFormat(language, { style: "currency", currency: quote.currency });
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 3 });
  // With their roles: on a narrow screen rows are laid out as lines, and would lose them.
  const row = (cells, name = "td") => {
    const role = name === "th" ? "columnheader" : "cell";
    return make("tr", cells.map((cell) => make(name, cell, { role })), { role: "row" });
  };
  const sum = (name, amount) =>
    make(
      "tr",
      [make("td", name, { colspan: "3", role: "cell" }), make("td", money.format(amount), { role: "cell" })],
      { role: "row" },
    );
  const hasDiscount = Number(quote.discount) > 0;
  return make("table", [
    make(
      "thead",
      row([labels.description, labels.quantity, labels.unit_price, labels.total], "th"),
      { role: "rowgroup" },
    ),
    make(
      "tbody",
      quote.lines.map((line) =>
        row([
          line.description +
            (line.discount_percent ? ` (−${number.format(line.discount_percent)} %)` : ""),
          number.format(line.quantity),
          money.format(line.unit_price),
          money.format(line.total),
        ]),
      ),
      { role: "rowgroup" },
    ),
    make("tfoot", [
      hasDiscount ? sum(labels.subtotal, quote.subtotal) : null,
      hasDiscount ? sum(labels.discount, -quote.discount) : null,
      sum(labels.total, quote.total),
    ].filter(Boolean), { role: "rowgroup" }),
  ], { role: "table" });
}

/** A date that was promised: the same day wherever it is read. */
function dayOf(date) {
  const style = { dateStyle: "long", timeZone: "UTC" };
  return date === null ? null : new Date(`${date}T00:00:00Z`).toLocaleDateString(language, style);
}

/** A tax number as people write it. */
function documentOf(number) {
  const [name, parts, form] = {
    14: ["CNPJ", /^(..)(...)(...)(....)(..)$/, "$1.$2.$3/$4-$5"],
    11: ["CPF", /^(...)(...)(...)(..)$/, "$1.$2.$3-$4"],
  }[number.length] ?? ["NIF", /^(...)(...)(...)$/, "$1 $2 $3"];
  return `${name} ${number.replace(parts, form)}`;
}

/** Who makes the offer: logo, name, tax number, and how to reach them. */
function issuerOf({ name, legal_name, document, address, phone, email, logo_url }) {
  const line = (...parts) => {
    const said = parts.filter(Boolean).join(" · ");
    return said && make("p", said, { class: "quiet small" });
  };
  return make("header", [
    logo_url && make("img", [], { src: logo_url, alt: name, class: "logo" }),
    make("p", name, { class: "issuer" }),
    line(legal_name !== name && legal_name, document && documentOf(document)),
    line(address),
    line(phone, email),
  ].filter(Boolean));
}

/** Payment, and the days on which the work begins and ends. */
function termsOf(quote) {
  const term = (name, value) => [
    make("dt", name),
    make("dd", value ?? labels.to_be_agreed, { class: "description" }),
  ];
  return make("dl", [
    ...term(labels.payment, quote.payment_terms ?? null),
    ...term(labels.starts_on, dayOf(quote.starts_on ?? null)),
    ...term(labels.ends_on, dayOf(quote.ends_on ?? null)),
  ]);
}

function answering(shown) {
  const name = make("input", [], { id: "name", autocomplete: "name", required: "" });
  const area = signingArea();
  const reason = make("textarea", [], { id: "reason", rows: "2" });
  const approve = () =>
    attempt(async () => {
      const signature = {
        ...area.signature(),
        signer_name: name.value,
        consent_text: labels.consent,
        consent_version: labels.consent_version,
        content_hash: shown.content_hash,
        device_time: new Date().toISOString(),
      };
      const answer = await call("/v1/approve-quote", { token, signature });
      if (answer.ok) show(await answer.clone().json());
      return answer;
    });
  const reject = () =>
    attempt(async () => {
      const said = reason.value.trim() || null;
      const answer = await call("/v1/reject-quote", { token, reason: said });
      if (answer.ok) show(await answer.clone().json());
      return answer;
    });
  return [
    make("label", labels.your_name, { for: "name" }),
    name,
    make("label", labels.sign_here),
    area.canvas,
    make("p", labels.consent, { class: "small" }),
    make("div", [
      make("button", labels.approve, { class: "main", type: "button", onclick: approve }),
      make("button", labels.clear, { type: "button", onclick: () => area.clear() }),
    ], { class: "actions" }),
    make("label", labels.reason, { for: "reason" }),
    reason,
    make("div", make("button", labels.reject, { type: "button", onclick: reject }), {
      class: "actions",
    }),
  ];
}

async function openPdf() {
  await attempt(async () => {
    const answer = await call("/v1/read-quote-pdf", { token });
    if (answer.ok) {
      const address = URL.createObjectURL(await answer.clone().blob());
      make("a", [], { href: address, download: `${labels.title}.pdf` }).click();
    }
    return answer;
  });
}

function show(shown) {
  const quote = shown.content.quote;
  const isOpen = shown.status === "sent";
  page.replaceChildren(
    issuerOf(shown.issuer),
    make("p", `${labels.title} ${quote.number}`, { class: "quiet" }),
    make("h1", quote.title),
    ...(isOpen
      ? [make("p", `${labels.valid_until} ${dayOf(shown.last_day)}`, { class: "quiet" })]
      : [make("p", labels.statuses[shown.status] ?? shown.status, { class: "done" })]),
    ...(quote.description ? [make("p", quote.description, { class: "description" })] : []),
    linesOf(quote),
    termsOf(quote),
    make("div", make("button", labels.pdf, { type: "button", onclick: openPdf }), {
      class: "actions",
    }),
    ...(isOpen ? answering(shown) : []),
  );
}

attempt(async () => {
  const answer = await call("/v1/read-quote", { token });
  if (answer.ok) show(await answer.clone().json());
  else page.replaceChildren();
  return answer;
});
