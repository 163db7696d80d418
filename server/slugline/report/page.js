
"use strict";
{
  const root = document.documentElement;
  const boxes = [...document.querySelectorAll(".codes input")];
  const folder = document.getElementById("folder");
  const status = document.getElementById("shown");
  const folders = [...document.querySelectorAll(".folder")].map((section) => ({
    section,
    name: section.dataset.folder,
    files: [...section.querySelectorAll(".file")].map((file) => ({
      file,
      findings: [...file.querySelectorAll("li")],
    })),
  }));
  const number = (count) => count.toLocaleString("en");

  function hide(element, hidden) {
    if (element.hidden !== hidden) element.hidden = hidden;
  }

  function apply() {
    const kinds = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
    const chosen = folder.value;
    let shown = 0;
    let total = 0;
    for (const { section, name, files } of folders) {
      const inside = chosen === "./" ? name === chosen : name.startsWith(chosen);
      const before = shown;
      for (const { file, findings } of files) {
        const start = shown;
        total += findings.length;
        for (const finding of findings) {
          const seen = inside && kinds.has(finding.dataset.kind);
          hide(finding, !seen);
          if (seen) shown += 1;
        }
        hide(file, shown === start);
      }
      hide(section, shown === before);
    }
    status.textContent =
      shown === total ? `All ${number(total)} shown.` : `${number(shown)} of ${number(total)} shown.`;
  }

  function check(checked) {
    for (const box of boxes) box.checked = checked;
    apply();
  }

  root.classList.add("script");
  document.getElementById("filter").addEventListener("change", apply);
  document.getElementById("filter").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("all").addEventListener("click", () => check(true));
  document.getElementById("none").addEventListener("click", () => check(false));
  apply();
}
