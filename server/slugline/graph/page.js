
"use strict";
document.documentElement.classList.add("scripts");

for (const table of document.querySelectorAll("table")) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    const sort = () => {
      const up = head.getAttribute("aria-sort") === "descending"
        || (column < 3 && head.getAttribute("aria-sort") !== "ascending");
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const said = (row) => row.cells[column].textContent;
      const compare = column < 3
        ? (a, b) => said(a).localeCompare(said(b))
        : (a, b) => Number(said(a)) - Number(said(b));
      const rows = [...table.tBodies[0].rows].sort((a, b) => (up ? 1 : -1) * compare(a, b));
      table.tBodies[0].append(...rows);
    };
    head.tabIndex = 0;
    head.addEventListener("click", sort);
    head.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); sort(); }
    });
  });
}

const search = document.getElementById("search");
search.addEventListener("input", () => {
  const wanted = search.value.trim().toLowerCase();
  for (const row of document.querySelectorAll("tbody tr")) {
    row.hidden = !row.textContent.toLowerCase().includes(wanted);
  }
});

const { titles, links } = JSON.parse(document.getElementById("graph").textContent);
const canvas = document.getElementById("drawing");
const told = document.getElementById("told");
const usual = told.textContent;
const count = titles.length;
const weight = new Array(count).fill(0);
for (const [, target] of links) weight[target] += 1;
const x = titles.map((_, number) => Math.cos(number * 2.4) * Math.sqrt(number + 1) * 20);
const y = titles.map((_, number) => Math.sin(number * 2.4) * Math.sqrt(number + 1) * 20);
const size = weight.map((number) => 2.5 + Math.sqrt(number) * 1.5);
let chosen = -1;
let heat = 1;

function step() {
  const moveX = new Float64Array(count);
  const moveY = new Float64Array(count);
  for (let a = 0; a < count; a += 1) {
    for (let b = a + 1; b < count; b += 1) {
      const wide = x[a] - x[b];
      const high = y[a] - y[b];
      const push = 900 / (wide * wide + high * high + 1);
      moveX[a] += wide * push; moveY[a] += high * push;
      moveX[b] -= wide * push; moveY[b] -= high * push;
    }
    moveX[a] -= x[a] * 0.5; moveY[a] -= y[a] * 0.5;
  }
  for (const [a, b] of links) {
    const wide = (x[a] - x[b]) * 0.6;
    const high = (y[a] - y[b]) * 0.6;
    moveX[a] -= wide; moveY[a] -= high;
    moveX[b] += wide; moveY[b] += high;
  }
  for (let a = 0; a < count; a += 1) {
    const length = Math.hypot(moveX[a], moveY[a]) || 1;
    const far = Math.min(length * 0.02, 30 * heat) / length;
    x[a] += moveX[a] * far;
    y[a] += moveY[a] * far;
  }
  heat *= 0.97;
}

function place() {
  const ratio = window.devicePixelRatio || 1;
  const wide = canvas.clientWidth;
  const high = canvas.clientHeight;
  canvas.width = wide * ratio;
  canvas.height = high * ratio;
  // Each way its own scale, so that the drawing fills its place.
  const fit = (all, length) => {
    const low = Math.min(...all, -1);
    const scale = length * 0.86 / (Math.max(...all, 1) - low);
    return [scale, low - length * 0.07 / scale];
  };
  const [scaleX, left] = fit(x, wide);
  const [scaleY, top] = fit(y, high);
  return { ratio, scaleX, scaleY, left, top };
}

function draw() {
  const style = getComputedStyle(document.documentElement);
  const { ratio, scaleX, scaleY, left, top } = place();
  const pen = canvas.getContext("2d");
  pen.scale(ratio, ratio);
  const at = (number) => [(x[number] - left) * scaleX, (y[number] - top) * scaleY];
  for (const [a, b] of links) {
    const shown = a === chosen || b === chosen;
    pen.globalAlpha = shown ? 0.9 : 0.18;
    pen.strokeStyle = style.getPropertyValue(shown ? "--link" : "--quiet");
    pen.beginPath(); pen.moveTo(...at(a)); pen.lineTo(...at(b)); pen.stroke();
  }
  pen.globalAlpha = 1;
  pen.fillStyle = style.getPropertyValue("--link");
  for (let a = 0; a < count; a += 1) {
    pen.beginPath(); pen.arc(...at(a), size[a], 0, 7); pen.fill();
  }
  pen.fillStyle = style.getPropertyValue("--text");
  pen.font = "12px system-ui, sans-serif";
  pen.textAlign = "center";
  const named = new Set([...Array(Math.min(count, 8)).keys(), ...(chosen < 0 ? [] : [chosen])]);
  for (const a of named) {
    const [wide, high] = at(a);
    pen.fillText(titles[a].slice(0, 40), wide, high - size[a] - 3);
  }
}

function go() {
  step();
  draw();
  if (heat > 0.02) requestAnimationFrame(go);
}

canvas.addEventListener("pointermove", (event) => {
  const { scaleX, scaleY, left, top } = place();
  let near = 20;
  chosen = -1;
  for (let a = 0; a < count; a += 1) {
    const wide = (x[a] - left) * scaleX - event.offsetX;
    const away = Math.hypot(wide, (y[a] - top) * scaleY - event.offsetY);
    if (away < near) { near = away; chosen = a; }
  }
  told.textContent = chosen < 0 ? usual : `${titles[chosen]}: linked by ${weight[chosen]} of these`;
  draw();
});
window.addEventListener("resize", draw);
if (count) go();
