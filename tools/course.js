// What the course's page adds to JupyterLab in the browser: it fetches Python at once and says how far its start is,
// saves when one leaves, and says when a lesson has a newer version.
"use strict";
const site = new URL("..", document.baseURI);

// --- Python's start -------------------------------------------------------------------------------------------------
const line = document.createElement("p");
line.id = "chainrule-start";
line.setAttribute("role", "status");

function say(words, ready = false) {
  line.textContent = words;
  line.classList.toggle("ready", ready);
}

const step = (number, words) => say(`Python is starting in your browser: ${number} of 4, ${words}`);

// Fetch all that Python's worker will ask for, side by side, while JupyterLab opens; the worker then finds it here.
async function fetchPython() {
  const folder = new URL("static/pyodide/", site);
  const lock = await (await fetch(new URL("pyodide-lock.json", folder), { cache: "no-cache" })).json();
  const core = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip"];
  const files = [...core, ...Object.values(lock.packages).map((entry) => entry.file_name)];
  let there = 0;
  await Promise.all(files.map(async (name) => {
    await (await fetch(new URL(name, folder))).arrayBuffer();
    step(1, `fetching it, ${++there} of ${files.length} parts`);
  }));
}

async function until(value) {
  for (;;) {
    const found = value();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 100));
  }
}

const someCellRuns = () =>
  [...document.querySelectorAll(".jp-InputPrompt")].some((prompt) => prompt.textContent.includes("*"));

async function followStart() {
  document.body.append(line);
  await fetchPython().catch(() => {}); // the worker will say what is wrong
  step(2, "opening JupyterLab");
  const app = await until(() => globalThis.jupyterapp);
  const notebooks = () => [...app.shell.widgets("main")]; // in a window without focus none of them is the current one
  const meetAll = () => notebooks().forEach(meet);
  app.shell.layoutModified.connect(meetAll);
  meetAll();
  const kernel = () => notebooks().map((each) => each.sessionContext?.session?.kernel).find(Boolean);
  await until(kernel);
  step(3, "unpacking it");
  await until(() => ["idle", "busy"].includes(kernel()?.status));
  say("Python is ready. Run a cell with Shift and Enter, or all of them from the menu Run.", true);
  await until(someCellRuns);
  step(4, "reading what the cells need");
  await until(() => !someCellRuns() || document.querySelector(".chainrule-picture svg"));
  line.remove();
}

// --- the notebook ---------------------------------------------------------------------------------------------------
const known = new WeakSet();

async function meet(panel) {
  if (!panel?.context || !panel.content?.widgets || known.has(panel)) return;
  known.add(panel);
  await panel.context.ready;
  await offerNewVersion(panel);
}

// --- a newer version ------------------------------------------------------------------------------------------------
const LATER = /_[0-9a-f]{8}(?=\.ipynb$)/; // in the name of a newer version beside a learner's copy

async function offerNewVersion({ context, content }) {
  const path = context.path.replace(LATER, "");
  const answer = await fetch(new URL(`files/${path}`, site), { cache: "no-cache" });
  if (!answer.ok) return; // a notebook of the learner's own
  const lesson = await answer.json();
  const { version } = lesson.metadata.chainrule;
  if (content.model.getMetadata("chainrule")?.version === version) return;
  const name = path.replace(/(?=\.ipynb$)/, `_${version}`);
  const { commands, serviceManager: { contents } } = globalThis.jupyterapp;
  const open = `chainrule:open-${name}`;
  if (!commands.hasCommand(open)) commands.addCommand(open, { execute: async () => {
    const there = await contents.get(name, { content: false }).catch(() => null);
    if (!there) await contents.save(name, { type: "notebook", format: "json", content: lesson });
    await commands.execute("docmanager:open", { path: name });
  } });
  await commands.execute("apputils:notify", {
    message: "This is your copy of the lesson, with what you wrote; it stays. The course has a newer version.",
    options: { autoClose: false, actions: [
      { label: "Open the new one beside it", commandId: open },
    ] },
  });
}

addEventListener("visibilitychange", () => {
  if (document.hidden) globalThis.jupyterapp?.commands.execute("docmanager:save-all");
});
document.head.insertAdjacentHTML("beforeend", `<style>
#chainrule-start { font: 14px/1.5 system-ui, sans-serif; color: var(--jp-ui-font-color0, #111); background: var(--jp-layout-color1, #fff);
  position: fixed; z-index: 2000; left: 50%; bottom: 40px; transform: translateX(-50%); margin: 0; padding: 8px 16px;
  border: 1px solid #0072b2; border-radius: 4px; box-shadow: 0 2px 8px #0003; }
:is(#chainrule-start:empty, .chainrule-presenting .ready) { display: none; }
</style>`);
followStart();
