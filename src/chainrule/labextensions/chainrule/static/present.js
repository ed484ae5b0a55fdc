// A lesson for a room: one idea a screen, in large type, with live explorers. It is JupyterLab itself that is shown, all
// but one screen of a notebook hidden, so everything in it works. When one leaves, the notebook is put back as
// it was; if something was typed into it, it stays, to be saved or not.
"use strict";
(() => {
  const here = document.currentScript.src;
  const CONTROL = ".chainrule-explorer, .cm-editor, input, select, textarea"; // its keys are its own
  const SETUP = /^\s*((import|from) .*\s*)+$/; // a cell that only imports: it is run, and not shown
  const shown = document.documentElement.classList;

  async function until(found, seconds = Infinity) {
    for (const end = Date.now() + 1000 * seconds; !found() && Date.now() < end;) await new Promise((done) => setTimeout(done, 50));
  }

  // --- which blocks of a lesson make a screen -----------------------------------------------------------------------
  const isCode = (cell) => cell.model.type === "code";
  const isHidden = (cell) => Boolean(cell.model.getMetadata("jupyter")?.outputs_hidden);

  function blocksOf(cell) {
    const code = isCode(cell);
    if (code && SETUP.test(cell.model.sharedModel.source)) return [];
    const nodes = code ? [cell.node] : [...cell.node.querySelectorAll(".jp-RenderedMarkdown > *")];
    return nodes.map((node) => ({
      cell, node, code, picture: code && cell.outputArea.model.toJSON().some((output) => output.data?.["image/png"]),
      heading: /^H\d$/.test(node.tagName), height: node.offsetHeight + parseFloat(getComputedStyle(node).marginBottom),
      joined: /^(UL|OL|PRE|TABLE)$/.test(node.tagName) || node.matches(":has(> mjx-container[display=true]:only-child)"),
    }));
  }

  const heightOf = (blocks) => blocks.reduce((sum, block) => sum + block.height, 0);

  // A heading begins a screen, and a code cell ends one. Of the prose before a picture only the question stays with it:
  // the last paragraph, with the list that belongs to it. What does not fit goes on to the next screen.
  function screensOf(blocks, room) {
    const screens = [[]];
    for (const block of blocks) {
      const now = screens.at(-1), from = now.findLastIndex((each) => !each.joined);
      const free = now[from - 1]?.heading === false; // there is other prose before that paragraph
      const fits = heightOf(now.slice(from)) + block.height <= room;
      if (now.at(-1)?.code || (block.heading && now.some((each) => !each.heading))) screens.push([block]);
      else if (block.picture ? !free : heightOf(now) + block.height <= room) now.push(block);
      else screens.push([...(block.picture || (free && fits && (block.code || block.joined)) ? now.splice(from) : []), block]);
    }
    return screens;
  }

  // --- showing them -------------------------------------------------------------------------------------------------
  let leave = null; // ends the presentation under way

  async function present(app, panel) {
    if (!panel?.content?.widgets) return;
    await Promise.all([panel.context.ready, panel.sessionContext.ready]);
    if (leave || panel.isDisposed) return;
    leave = () => {};
    panel.disposed.connect(end); // closed while it is shown: nothing is left to be put back
    const { content, context, node } = panel, { model } = content, stage = content.node.querySelector(".jp-WindowedPanel-outer");
    const sources = () => JSON.stringify(content.widgets.map((cell) => cell.model.sharedModel.source));
    const before = { config: content.notebookConfig, notebook: model.toJSON(), dirty: model.dirty, sources: sources() };
    const clean = () => { model.dirty = before.dirty; };
    const predictions = new Set(content.widgets.filter(isHidden)), ran = new Set();
    let screens = [], at = 0;

    const bar = document.createElement("nav");
    const button = (words, act) => bar.appendChild(Object.assign(document.createElement("button"), { textContent: words, onclick: act }));
    bar.ariaLabel = "Screens";
    button("Leave", () => leave());
    const line = bar.appendChild(Object.assign(document.createElement("progress"), { ariaLabel: "How far we are" }));
    const number = bar.appendChild(document.createElement("output"));
    button("Back", back);
    button("Next", next);

    function lay() {
      const hidden = [...predictions].filter((cell) => !ran.has(cell));
      node.classList.add("chainrule-laying");
      for (const cell of hidden) cell.outputHidden = false;
      screens = screensOf(content.widgets.flatMap(blocksOf), content.node.clientHeight - 60);
      for (const cell of hidden) cell.outputHidden = true;
      node.classList.remove("chainrule-laying");
    }

    function run(cell) {
      ran.add(cell);
      content.deselectAll();
      content.activeCellIndex = content.widgets.indexOf(cell);
      app.commands.execute("notebook:run-cell");
    }

    function go(place) {
      at = Math.min(Math.max(place, 0), screens.length - 1);
      for (const each of node.querySelectorAll(".chainrule-now")) each.classList.remove("chainrule-now");
      for (const block of screens[at]) for (const each of [block.node, block.cell.node]) each.classList.add("chainrule-now");
      const last = content.widgets.indexOf(screens[at].at(-1).cell);
      for (const cell of content.widgets.slice(0, last + 1)) { // what this screen builds on, and what it shows at once
        const waits = predictions.has(cell) && cell === content.widgets[last];
        if (isCode(cell) && !waits && !ran.has(cell)) run(cell);
      }
      number.textContent = `${at + 1} / ${screens.length}`;
      Object.assign(line, { max: screens.length, value: at + 1 });
      content.activeCellIndex = last;
      stage.scrollTop = 0;
      node.focus({ preventScroll: true });
      fit();
    }

    // First what is below, then the answer to a prediction, then the next screen.
    function next() {
      const below = stage.scrollHeight - stage.scrollTop - stage.clientHeight > 8;
      const hidden = screens[at].find((block) => block.code && block.cell.outputHidden);
      if (below) stage.scrollTop += 0.8 * stage.clientHeight;
      else if (hidden) run(hidden.cell);
      else go(at + 1);
    }
    function back() { go(at - 1); }

    // A picture gets the height that is left; where that is little, the question before it makes room. Text gets smaller.
    function fit() {
      const tall = (each) => each.getBoundingClientRect().height, { style, classList } = node;
      const picture = [...node.querySelectorAll(".chainrule-now :is(.chainrule-picture, .chainrule-still, img)")].find(tall);
      classList.remove("chainrule-alone", "chainrule-tight");
      style.setProperty("--wide", "100%");
      if (!picture) return classList.toggle("chainrule-tight", stage.scrollHeight > stage.clientHeight);
      for (const alone of [false, true]) {
        classList.toggle("chainrule-alone", alone);
        style.setProperty("--wide", "100%");
        const over = picture.closest(".jp-Cell").getBoundingClientRect().bottom + stage.scrollTop - bar.getBoundingClientRect().top + 4;
        const { width, height } = picture.getBoundingClientRect();
        if (over > 0) style.setProperty("--wide", `${Math.max(0.3, 1 - over / height) * width}px`);
        if (over <= 0 || height - over > 0.56 * innerHeight) return;
      }
    }
    const watch = new ResizeObserver(fit);

    function onKey(event) {
      const control = document.activeElement.closest(CONTROL);
      const acts = { PageDown: next, PageUp: back };
      if (!control) Object.assign(acts, { ArrowRight: next, ArrowDown: next, ArrowLeft: back, ArrowUp: back });
      if (!control?.matches(".cm-editor, input")) acts.Escape = leave;
      if (event.shiftKey) acts.Enter = () => screens[at].filter((block) => block.code).forEach((block) => run(block.cell));
      const act = acts[event.key];
      if (act) event.preventDefault();
      if (act || !control) event.stopImmediatePropagation(); // else it would be a shortcut of JupyterLab
      act?.();
    }
    const onDouble = (event) => { if (event.target.closest(".jp-MarkdownOutput")) event.stopImmediatePropagation(); }; // it would open its source
    const onSize = () => { const [{ cell }] = screens[at]; lay(); go(placeOf(cell)); };
    const placeOf = (cell) => screens.findIndex((screen) => screen.some((block) => block.cell === cell));

    context.save = async () => {}; // nothing of this is kept
    model.stateChanged.connect(clean);
    content.notebookConfig = { ...before.config, windowingMode: "none" };
    node.classList.add("chainrule-stage", "chainrule-laying");
    shown.add("chainrule-presenting");
    // Marked here, as a rule with a bare :has() costs a style for each part of the page whenever a word of it changes.
    for (let each = node.parentElement; each !== document.documentElement; each = each.parentElement) each.classList.add("chainrule-around");
    node.append(bar);
    const start = content.activeCell;
    for (const cell of predictions) cell.outputHidden = false;
    const drawn = () => content.widgets.every((cell) => isCode(cell) || cell.node.querySelector(".jp-RenderedMarkdown > *"));
    await until(() => drawn() || content.update()); // a notebook that was just opened may still draw the first screen alone
    await until(() => ![...node.querySelectorAll(".jp-RenderedMarkdown")].some((prose) => /\$[^$]+\$/.test(prose.textContent)), 5);
    await Promise.all([...node.querySelectorAll("img")].map((image) => image.decode().catch(() => {})));
    if (panel.isDisposed) return;
    lay();
    go(placeOf(start));
    for (const cell of content.widgets.filter(isCode)) watch.observe(cell.outputArea.node);
    addEventListener("keydown", onKey, true);
    addEventListener("dblclick", onDouble, true);
    addEventListener("resize", onSize);

    function end() {
      leave = null;
      panel.disposed.disconnect(end);
      removeEventListener("keydown", onKey, true);
      removeEventListener("dblclick", onDouble, true);
      removeEventListener("resize", onSize);
      watch.disconnect();
      bar.remove();
      node.classList.remove("chainrule-stage", "chainrule-alone", "chainrule-tight");
      shown.remove("chainrule-presenting");
      for (const each of document.querySelectorAll(".chainrule-around")) each.classList.remove("chainrule-around");
    }

    leave = async () => {
      end();
      const place = content.widgets.indexOf(screens[at][0].cell);
      model.stateChanged.disconnect(clean);
      content.notebookConfig = before.config; // first: what it observes are cells that are made anew
      if (sources() === before.sources) {
        model.fromJSON(before.notebook);
        clean();
      } else model.dirty = true; // what was typed is somebody's work
      delete context.save;
      content.activeCellIndex = place;
      panel.update(); // it may have been laid out anew meanwhile, as large as the window
      await until(() => drawn() || content.update(), 10);
      for (let frame = 0; frame < 5; frame++) await new Promise(requestAnimationFrame); // it measures the cells
      content.activeCell?.node.scrollIntoView();
    };
  }

  const plugin = {
    id: "chainrule:present",
    autoStart: true,
    activate(app) {
      const current = () => app.shell.currentWidget;
      document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: new URL("present.css", here) }));
      app.commands.addCommand("chainrule:present", {
        label: "Present", caption: "Show this lesson to a room, one idea a screen (Escape leaves)",
        execute: () => present(app, current()),
      });
      if (new URLSearchParams(location.search).has("present"))
        app.restored.then(() => until(() => current()?.content?.widgets)).then(() => present(app, current()));
    },
  };
  (globalThis._JUPYTERLAB ??= {}).chainrule = { init() {}, get: async () => () => ({ __esModule: true, default: plugin }) };
})();
