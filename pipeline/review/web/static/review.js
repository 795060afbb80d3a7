// What the pages do without this, they do here without loading anew; and everything has a key.
"use strict";

const work = document.getElementById("work");
const message = document.getElementById("message");
const source = document.getElementById("source");
let saying = 0;
let busy = false;
let current = -1;
let shown = [];
let pointed = null;

const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
const items = () => all(".item", work);
// Pointers are kept as JSON: a heading of a form may hold any character.
const pointers = (element) => JSON.parse(element.dataset.paths);
const pointer = (link) => JSON.parse(link.dataset.path);
const typing = (element) => element.matches("input:not([type=checkbox]), textarea, select");

function say(text, failed) {
  message.textContent = text;
  message.classList.toggle("failed", Boolean(failed));
  clearTimeout(saying);
  saying = setTimeout(() => { message.textContent = ""; }, text === message.dataset.done ? 2500 : 10000);
}

// Mark the values at some pointers in the table and in the source.
function mark(paths, name) {
  const wanted = new Set(paths);
  for (const old of all(`.${name}`)) old.classList.remove(name);
  for (const link of all(".cell a", work)) {
    if (wanted.has(pointer(link))) link.parentElement.classList.add(name);
  }
  for (const place of all("mark[data-paths], rect[data-paths]")) {
    if (pointers(place).some((path) => wanted.has(path))) place.classList.add(name);
  }
}

// Show the values at some pointers, where the source is brought to.
function show(paths) {
  shown = paths;
  mark(paths, "here");
  if (on_paper()) { bring_places(); return; }
  const first = source.querySelector("mark.here");
  if (first) source.scrollTop += first.getBoundingClientRect().top - source.getBoundingClientRect().top - source.clientHeight / 3;
}

// What stands at the same place is marked while something is pointed at.
function hint(element) {
  const at = element.closest("rect[data-paths], mark[data-paths], a[data-path]");
  if (at === pointed) return;
  pointed = at;
  mark(at === null ? [] : at.dataset.path ? [pointer(at)] : pointers(at), "hint");
}

function turn(pages) {
  show_as(pages);
  show(shown);
}

function go(index) {
  const found = items();
  if (!found.length) return;
  current = Math.max(0, Math.min(index, found.length - 1));
  for (const item of found) item.classList.remove("current");
  const item = found[current];
  item.classList.add("current");
  item.focus({ preventScroll: true });
  // The item that is being decided is shown whole, however many there are.
  const list = item.parentElement;
  list.style.maxHeight = `${Math.max(0.6 * window.innerHeight, item.offsetHeight + 110)}px`;
  list.scrollTop += item.getBoundingClientRect().top - list.getBoundingClientRect().top - 24;
  item.scrollIntoView({ block: "nearest" });
  show(pointers(item));
}

// Put a value into the panel, to be edited or confirmed.
function choose(path, editing) {
  const form = document.getElementById("panel-form");
  const link = all(".cell a", work).find((each) => pointer(each) === path);
  form.elements.path.value = path;
  const row = path.match(/^(.*\/(?:indicators|funds|costs|spending_plan)\/\d+)\//);
  form.dataset.row = row ? row[1] : "";
  for (const button of all(".of-row", form)) button.hidden = !row;
  const value = document.getElementById("panel-value");
  value.value = link && link.firstChild && link.firstChild.nodeType === Node.TEXT_NODE ? link.firstChild.data : "";
  // What is not shown whole would be saved cut.
  value.readOnly = Boolean(link && link.hasAttribute("data-cut"));
  document.getElementById("panel-save").hidden = value.readOnly;
  const words = all(".places a", work).find((each) => pointer(each) === path);
  document.getElementById("panel-place").textContent = words ? words.textContent : path;
  document.getElementById("panel-empty").hidden = true;
  document.getElementById("panel-open").hidden = false;
  show([path]);
  if (editing) {
    value.focus();
    value.select();
    document.getElementById("panel").scrollIntoView({ block: "nearest" });
  }
}

async function send(form, submitter) {
  if (busy) return;
  busy = true;
  const data = new FormData(form);
  if (submitter && submitter.name) data.set(submitter.name, submitter.value);
  if (["insert", "remove"].includes(data.get("kind"))) data.set("path", form.dataset.row);
  const at = current;
  let reply = null;
  // The same token is sent again when no answer came: what was decided already is not decided twice.
  for (let attempt = 0; attempt < 3 && reply === null; attempt += 1) {
    try {
      reply = await fetch(form.action, { method: "POST", body: new URLSearchParams(data), headers: { "X-Requested-With": "jixiao" }, signal: AbortSignal.timeout(20000) });
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 300 * (attempt + 1)));
    }
  }
  busy = false;
  let content = null;
  try { content = await reply.json(); } catch { say(message.dataset.failed, true); return; }
  if (content.work) work.innerHTML = content.work;
  if (content.source) source.innerHTML = content.source;
  if (content.paper && paper) {
    paper.innerHTML = content.paper;
    zoom(zoomed);
  }
  say(content.message, !reply.ok);
  document.body.dataset.decided = String(Number(document.body.dataset.decided || 0) + 1);
  go(Math.max(at, 0));
  const since = document.getElementById("since");
  if (since) since.scrollIntoView({ block: "nearest" });
}

function press(selector) {
  const item = items()[current];
  const button = item && item.querySelector(selector);
  if (button) button.click();
}

const KEYS = {
  j: () => go(current + 1),
  k: () => go(current - 1),
  a: () => press("[data-accept]"),
  r: () => press("[data-reject]"),
  c: () => press("[data-confirm]"),
  e: () => press("[data-edit]"),
  x: () => {
    press("[data-explain]");
    const input = items()[current] && items()[current].querySelector(".explain[open] input[name=why]");
    if (input) input.focus();
  },
  u: () => { const button = work.querySelector("[data-undo]"); if (button) button.click(); },
  n: () => follow("form-after"),
  p: () => follow("form-before"),
  s: () => { const button = document.getElementById("sign"); if (button) button.click(); },
  q: () => { window.location.href = "/"; },
  v: () => { if (paper) turn(!on_paper()); },
  z: () => { if (on_paper()) zoom(ZOOMS[(ZOOMS.indexOf(zoomed) + 1) % ZOOMS.length]); },
  "?": () => { const keys = document.getElementById("keys"); keys.open = !keys.open; },
};

function follow(id) {
  const link = document.getElementById(id);
  if (link) link.click();
}

function press_offer(number) {
  const item = items()[current];
  const button = item && all("[data-accept]", item)[number - 1];
  if (button) button.click();
}

// A place in the source: a value, or text that an item says nothing was read from.
function at(path) {
  if (path.startsWith("/")) choose(path, false);
  else go(items().findIndex((item) => pointers(item).includes(path)));
}

if (work) {
  document.body.classList.add("live");
  document.getElementById("keys").open = window.matchMedia("(min-width: 1001px)").matches;
  document.addEventListener("focusin", (event) => {
    const item = event.target.closest(".item");
    const index = items().indexOf(item);
    if (item && index !== current) go(index);
  });
  document.addEventListener("focusin", (event) => {
    hint(event.target);
    const place = on_paper() && event.target.closest(".cell") && paper.querySelector(".hint");
    if (place) bring(paper, place);
  });
  document.addEventListener("mouseover", (event) => hint(event.target));
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("[data-decision]")) return;
    event.preventDefault();
    send(form, event.submitter);
  });
  document.addEventListener("click", (event) => {
    const way = event.target.closest(".ways a");
    if (way) {
      event.preventDefault();
      turn(way.id === "as-pages");
      return;
    }
    const link = event.target.closest("a[data-path]");
    if (link) {
      event.preventDefault();
      // Enter on a value, or a second click, begins to edit it.
      choose(pointer(link), link.hasAttribute("data-edit") || event.detail !== 1);
      if (paper && paper.contains(link)) document.getElementById("panel").scrollIntoView({ block: "nearest" });
      return;
    }
    const place = event.target.closest("mark[data-paths], rect[data-paths]");
    if (place) { at(pointers(place)[0]); return; }
    const item = event.target.closest(".item");
    if (item && !event.target.closest("button, a, input, summary")) go(items().indexOf(item));
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches(".jump")) window.location.search = event.target.value;
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      if (event.key === "Enter" && event.target.matches("textarea")) event.target.form.requestSubmit();
      return;
    }
    if (event.key === "Escape") { event.target.blur(); go(Math.max(current, 0)); return; }
    if (typing(event.target)) return;
    if (/^[1-4]$/.test(event.key)) { press_offer(Number(event.key)); return; }
    const act = KEYS[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  const chosen = document.getElementById("panel-form");
  if (chosen && chosen.elements.path.value) show([chosen.elements.path.value]); else go(0);
} else {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (event.key === "/" && document.getElementById("search")) { event.preventDefault(); document.getElementById("search").focus(); }
    if (event.key === "n" && document.getElementById("start")) document.getElementById("start").click();
  });
}
