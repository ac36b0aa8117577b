// A visit behind a link: what is agreed, the windows that are free, and the customer's choice.
"use strict";

const page = document.getElementById("visit");
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

/** A window in words: the day, and the times between which the visit starts. */
function windowOf({ promised_from, promised_until }, zone) {
  const first = new Date(promised_from);
  const last = new Date(promised_until);
  const day = first.toLocaleDateString(language, { weekday: "long", day: "numeric", month: "long", timeZone: zone });
  const clock = (at) => at.toLocaleTimeString(language, { timeStyle: "short", timeZone: zone });
  return first < last ? `${day}, ${clock(first)} – ${clock(last)}` : `${day}, ${clock(first)}`;
}

function choosing(shown) {
  const choose = (window_id) =>
    attempt(async () => {
      const answer = await call("/v1/choose-visit-window", { token, window_id });
      if (answer.ok) show(await answer.clone().json(), { chosen: true });
      return answer;
    });
  const until = new Date(Math.min(...shown.windows.map(({ held_until }) => new Date(held_until))));
  const clock = until.toLocaleTimeString(language, { timeStyle: "short", timeZone: shown.zone });
  return [
    make("p", labels.choose),
    make("ul", shown.windows.map((each) =>
      make("li", make("button", windowOf(each, shown.zone), { type: "button", onclick: () => choose(each.id) })),
    )),
    make("p", `${labels.kept_until} ${clock}.`, { class: "quiet" }),
  ];
}

function show(shown, { chosen = false, looked = false } = {}) {
  const isAgreed = shown.promised_from !== null;
  const find = () =>
    attempt(async () => {
      const answer = await call("/v1/find-visit-windows", { token });
      if (answer.ok) show(await answer.clone().json(), { looked: true });
      return answer;
    });
  const offered = shown.windows.length > 0 && !chosen;
  const button = make("button", isAgreed ? labels.change : labels.find, { type: "button", class: "main", onclick: find });
  page.replaceChildren(
    make("header", [
      make("p", shown.organization_name, { class: "issuer" }),
      make("p", `${shown.protocol} · ${shown.title}`, { class: "quiet" }),
    ]),
    make("h1", labels.title),
    ...(chosen ? [make("p", labels.chosen, { class: "done" })] : []),
    ...(isAgreed
      ? [
          make("p", labels.agreed, { class: "quiet" }),
          make("p", windowOf(shown, shown.zone), { class: "agreed" }),
          make("p", labels.arrives, { class: "quiet" }),
        ]
      : [make("p", labels.none_agreed)]),
    ...(offered ? choosing(shown) : []),
    ...(looked && !offered ? [make("p", labels.no_windows)] : []),
    ...(shown.can_choose && !offered ? [button] : []),
    ...(!shown.can_choose ? [make("p", labels.not_now, { class: "quiet" })] : []),
  );
}

attempt(async () => {
  const answer = await call("/v1/read-visit", { token });
  if (answer.ok) show(await answer.clone().json());
  else page.replaceChildren();
  return answer;
});
