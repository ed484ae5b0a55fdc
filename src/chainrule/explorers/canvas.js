// Shows a figure: the background, the layers above it, and one sentence with the numbers of the moment.
const NS = "http://www.w3.org/2000/svg";
const HEARD_AFTER = 500; // milliseconds without a change: no one wants to hear every stop of a drag

function sheet(size) {
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", `0 0 ${size[0]} ${size[1]}`);
  svg.setAttribute("aria-hidden", "true");
  return svg;
}

// ipywidgets gives its sliders no name that a screen reader could say: take the text of the label beside each.
function nameSliders(explorer) {
  for (const slider of explorer.querySelectorAll(".widget-slider")) {
    slider.querySelector("[role=slider]")?.setAttribute("aria-label", slider.querySelector("label")?.textContent ?? "");
  }
}

// In JupyterLab plain keys are shortcuts (a: new cell, arrow down: next cell) outside of text fields: here they are not.
function keepPlainKeys(event) {
  if (!event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey) event.stopPropagation();
}

// Back, Next, Play and the arrow keys walk through the frames sent ahead: without the kernel, so also in an exported page.
function stepper(model) {
  const bar = document.createElement("div");
  bar.className = "chainrule-stepper";
  const last = () => (model.get("ahead").frames?.length ?? Infinity) - 1;
  function go(to) {
    model.set("position", Math.max(0, Math.min(last(), to)));
    model.save_changes();
  }
  function button(words, act) {
    const made = document.createElement("button");
    made.textContent = words;
    made.addEventListener("click", act);
    bar.append(made);
    return made;
  }
  let clock = 0;
  function stop() {
    clearInterval(clock);
    clock = 0;
    play.textContent = "Play";
  }
  button("Back", () => { stop(); go(model.get("position") - 1); });
  button("Next", () => { stop(); go(model.get("position") + 1); });
  const play = button("Play", () => {
    if (clock) return stop();
    play.textContent = "Pause";
    clock = setInterval(() => {
      if (!bar.isConnected || model.get("position") >= last()) return stop();
      go(model.get("position") + 1);
    }, 1800);
  });
  bar.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    stop();
    go(model.get("position") + by);
  });
  return bar;
}

function render({ model, el }) {
  const picture = document.createElement("div");
  picture.className = "chainrule-picture";
  picture.setAttribute("role", "img");
  const definitions = document.createElementNS(NS, "defs");
  const background = sheet(model.get("size"));
  const layers = model.get("layers").map(() => sheet(model.get("size")));
  picture.append(sheet(model.get("size")), background, ...layers);
  picture.firstChild.append(definitions);
  const caption = document.createElement("div");
  caption.className = "chainrule-caption";
  const hint = document.createElement("div"); // says what can be dragged
  hint.className = "chainrule-hint";
  const heard = document.createElement("div"); // what a screen reader says, once it is quiet
  heard.className = "chainrule-heard";
  heard.setAttribute("aria-live", "polite");
  el.classList.add("chainrule-canvas");
  const side = document.createElement("div");
  side.className = "chainrule-side";
  const below = document.createElement("div");
  below.className = "chainrule-words";
  below.append(hint, caption, heard);
  el.append(picture, side, below);
  const buttons = model.get("stepper") && stepper(model);
  if (buttons) el.prepend(buttons);

  // Each view has ids of its own: with those of a view in a hidden tab, clips and hatches would not be drawn here.
  const mark = Math.random().toString(36).slice(2);
  const shown = new Map(); // what each sheet holds now, so that an unchanged one is left alone
  function put(svg, content) {
    if (shown.get(svg) !== content) svg.innerHTML = content.replace(/(\bid="|url\(#|href="#)/g, `$1${mark}-`);
    shown.set(svg, content);
  }
  function draw() {
    const contents = [...model.get("layers")];
    let words = model.get("description");
    let beside = model.get("side");
    const { start, step, layer, frames, descriptions, sides } = model.get("ahead");
    const place = (model.get("position") - start) / step;
    const i = Math.round(place);
    if (frames?.[i] !== undefined && Math.abs(place - i) < 1e-6) {
      contents[layer ?? contents.length - 1] = frames[i];
      words = descriptions[i];
      beside = sides[i];
    }
    put(definitions, model.get("definitions"));
    put(side, beside);
    const ledger = side.querySelector(".chainrule-ledger");
    if (ledger) ledger.scrollTop = ledger.scrollHeight;
    put(background, model.get("background"));
    layers.forEach((svg, i) => put(svg, contents[i]));
    if (caption.textContent && caption.textContent !== words) {
      clearTimeout(quiet);
      quiet = setTimeout(() => { heard.textContent = words; }, HEARD_AFTER);
    }
    picture.setAttribute("aria-label", words);
    caption.textContent = words;
    grips.place();
  }
  const grips = gripPicture(model, picture, layers, hint);
  let quiet = 0;
  draw();
  requestAnimationFrame(() => {
    const explorer = el.closest(".chainrule-explorer");
    if (!explorer) return;
    nameSliders(explorer);
    if (buttons) explorer.querySelector(".chainrule-steps")?.append(buttons);
    explorer.addEventListener("focusin", () => nameSliders(explorer));
    explorer.addEventListener("keydown", keepPlainKeys);
  });
  for (const name of ["definitions", "background", "layers", "description", "side", "ahead", "position", "grips"]) {
    model.on(`change:${name}`, draw);
  }
  return () => { clearTimeout(quiet); grips.remove(); };
}

export default { render };
