// The pages of the source beside the form: zoom, the way between pages and text, where a value stands.
"use strict";

const paper = document.getElementById("paper");
const ZOOMS = ["fit", "1", "2"];
const ZOOM = "jixiao_zoom";
let zoomed = "fit";

const boxes = () => Array.from(paper.querySelectorAll("rect[data-paths]"));
const on_paper = () => Boolean(paper) && !paper.hidden;

// Move a pane no further than is needed to see something in it: to a third of its height and width, or to where
// the whole of it fits.
function bring(pane, element) {
  const view = pane.getBoundingClientRect();
  const box = element.getBoundingClientRect();
  const room = (whole, part) => Math.max(4, Math.min(whole / 3, whole - part - 4));
  if (box.top < view.top || box.bottom > view.bottom) pane.scrollTop += box.top - view.top - room(pane.clientHeight, box.height);
  if (box.left < view.left || box.right > view.right) pane.scrollLeft += box.left - view.left - room(pane.clientWidth, box.width);
}

// The topmost of the places of some values is brought into view.
function bring_places() {
  const found = boxes().filter((box) => box.classList.contains("here"));
  const tops = found.map((box) => box.getBoundingClientRect().top);
  if (found.length) bring(paper, found[tops.indexOf(Math.min(...tops))]);
}

function zoom(to) {
  zoomed = to;
  const middle = (paper.scrollTop + paper.clientHeight / 2) / paper.scrollHeight;
  for (const page of paper.querySelectorAll("figure")) page.style.width = to === "fit" ? "" : `${page.dataset.width * to}px`;
  for (const button of document.querySelectorAll("[data-zoom]")) button.setAttribute("aria-pressed", String(button.dataset.zoom === to));
  paper.scrollTop = middle * paper.scrollHeight - paper.clientHeight / 2;
  sessionStorage.setItem(ZOOM, to);
  bring_places();
}

// Show the source as pages or as text, here and on the forms that are opened next.
function show_as(pages) {
  document.cookie = `jixiao_show=${pages ? "pages" : "text"}; path=/; samesite=strict`;
  document.getElementById("source").hidden = pages;
  for (const id of ["paper", "zoom", "numbers"]) {
    const part = document.getElementById(id);
    if (part) part.hidden = !pages;
  }
  document.getElementById(pages ? "as-pages" : "as-text").setAttribute("aria-current", "true");
  document.getElementById(pages ? "as-text" : "as-pages").removeAttribute("aria-current");
}

if (paper) {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-zoom]");
    if (button) zoom(button.dataset.zoom);
  });
  zoom(ZOOMS.includes(sessionStorage.getItem(ZOOM)) ? sessionStorage.getItem(ZOOM) : "fit");
}
