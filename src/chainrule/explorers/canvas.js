// Shows a figure: the background, the layers above it, and one sentence with the numbers of the moment.
const NS = "http://www.w3.org/2000/svg";
const NARROW = 640; // CSS pixels; with less the kernel puts the panels of a picture one below the other
const HEARD_AFTER = 500; // milliseconds without a change: no one wants to hear every stop of a drag

const part = (name, more, tag = "div") => Object.assign(document.createElement(tag), { className: `chainrule-${name}`, ...more });

const sheet = () => Object.assign(document.createElementNS(NS, "svg"), { ariaHidden: "true" });

const percent = (share) => `${100 * share}%`;

// Lay a part over a box of the picture, both in points.
function layOver(part, [x0, y0, x1, y1], [width, height]) {
  const share = { left: x0 / width, top: y0 / height, width: (x1 - x0) / width, height: (y1 - y0) / height };
  for (const [name, of] of Object.entries(share)) part.style[name] = percent(of);
}

// ipywidgets gives its sliders no name that a screen reader could say: take the text of the label beside each.
function nameSliders(explorer) {
  for (const slider of explorer.querySelectorAll(".widget-slider"))
    slider.querySelector("[role=slider]")?.setAttribute("aria-label", slider.querySelector("label")?.textContent ?? "");
}

const plain = (event) => !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
const lastFrame = (model) => (model.get("ahead").frames?.length ?? Infinity) - 1;
const goTo = (model, place) => { model.set("position", clip(place, 0, lastFrame(model))); model.save_changes(); };

// Back, Next, Play and the arrow keys walk through the frames sent ahead: without the kernel, so also in an exported page.
function stepper(model) {
  const bar = part("stepper");
  const by = (steps) => { stop(); goTo(model, model.get("position") + steps); };
  const button = (textContent, onclick) => bar.appendChild(Object.assign(document.createElement("button"), { textContent, onclick }));
  let clock;
  function stop() {
    clock = clearInterval(clock);
    play.textContent = "Play";
  }
  button("Back", () => by(-1));
  button("Next", () => by(1));
  const play = button("Play", () => {
    if (clock) return stop();
    play.textContent = "Pause";
    clock = setInterval(() => {
      if (!bar.isConnected || model.get("position") >= lastFrame(model)) return stop();
      goTo(model, model.get("position") + 1);
    }, 1800);
  });
  bar.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!steps || !plain(event)) return;
    event.preventDefault();
    by(steps);
  });
  return bar;
}

function render({ model, el }) {
  const picture = part("picture", { role: "img" }), side = part("side"), caption = part("caption");
  const fields = part("numbers"), below = part("words"), hint = part("hint"); // which says what can be dragged
  const heard = part("heard", { ariaLive: "polite" }); // what a screen reader says, once it is quiet
  const frame = part("frame"), ghost = sheet(), [definitions, background, ...layers] = ["", "", ...model.get("layers")].map(sheet);
  const reading = part("reading"), said = part("said");
  reading.append(ghost, said);
  picture.append(definitions, background, ...layers, reading);
  frame.append(picture, fields);
  below.append(hint, caption, heard);
  el.classList.add("chainrule-canvas");
  const buttons = model.get("stepper") ? stepper(model) : "";
  el.append(buttons, side, frame, below);

  // Each view has ids of its own: with those of a view in a hidden tab, clips and hatches would not be drawn here.
  const mark = Math.random().toString(36).slice(2);
  const shown = new Map(); // what each sheet holds now, so that an unchanged one is left alone
  function put(svg, content) {
    if (shown.get(svg) === content) return false;
    svg.innerHTML = content.replace(/(\bid="|url\(#|href="#)/g, `$1${mark}-`);
    return shown.set(svg, content);
  }
  function draw() {
    const contents = [...model.get("layers")];
    let words = model.get("description"), beside = model.get("side");
    const { start, step, layer, frames, descriptions, sides } = model.get("ahead");
    const place = (model.get("position") - start) / step, i = Math.round(place);
    if (frames?.[i] !== undefined && Math.abs(place - i) < 1e-6)
      [contents[layer ?? contents.length - 1], words, beside] = [frames[i], descriptions[i], sides[i]];
    const [width, height] = model.get("size");
    for (const svg of [definitions, background, ...layers, ghost]) svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    el.style.setProperty("--width", width);
    put(definitions, `<defs>${model.get("definitions")}</defs>`);
    preview();
    const home = [...side.children].find((part) => part.contains(document.activeElement))?.classList[0];
    if (put(side, beside)) {
      if (home) side.querySelector(`.${home}`)?.focus({ preventScroll: true });
      side.lastChild?.scrollTo?.(0, 1e6); // the ledger's newest row
    }
    put(background, model.get("background"));
    layers.forEach((svg, i) => put(svg, contents[i]));
    if (caption.textContent && caption.textContent !== words) {
      clearTimeout(quiet);
      quiet = setTimeout(() => { heard.textContent = words; }, HEARD_AFTER);
    }
    picture.ariaLabel = caption.textContent = words;
    grips.place();
    numbers();
    light();
  }
  // What a drag to a stop would show, its words under the pointer at x; nothing moves for it. Without a stop: nothing.
  function preview(stop, event) {
    const { frames, descriptions } = model.get("ahead");
    reading.hidden = !frames?.[stop];
    if (reading.hidden) return;
    const { left, width } = picture.getBoundingClientRect(), x = (event.clientX - left) / width;
    put(ghost, frames[stop]);
    said.textContent = descriptions[stop].split("\n")[0];
    Object.assign(said.style, { left: percent(x), translate: percent(-x) });
  }
  const grips = gripPicture(model, picture, layers, hint, preview);
  const numbers = scrubNumbers(model, fields, hint, heard);
  const light = lightTerms(model, el);
  // In Jupyter plain keys are shortcuts (a: new cell, arrow down: next cell) outside of text fields: here not. Notebook 7
  // takes them while the event goes down, and lets those alone whose target is marked so; JupyterLab when it has come up.
  const ours = (event) => {
    if (explorer().contains(event.target)) event.target.toggleAttribute("data-lm-suppress-shortcuts", plain(event));
  };
  const explorer = () => el.closest(".chainrule-explorer") ?? el;
  addEventListener("keydown", ours, true);
  let quiet = 0;
  draw();
  requestAnimationFrame(() => {
    nameSliders(explorer());
    explorer().querySelector(".chainrule-steps")?.append(buttons);
    explorer().addEventListener("focusin", () => nameSliders(explorer()));
    explorer().addEventListener("keydown", (event) => { if (plain(event)) event.stopPropagation(); });
  });
  for (const name of ["definitions", "background", "layers", "description", "side", "ahead", "position", "grips", "numbers"])
    model.on(`change:${name}`, draw);
  const watch = new ResizeObserver(() => {
    const width = el.clientWidth;
    if (width) { model.set("narrow", width < NARROW); model.save_changes(); } // it is 0 in a hidden tab
    const scrolled = el.parentElement?.classList.toggle("chainrule-scrolled", frame.scrollWidth > frame.clientWidth);
    frame.tabIndex = scrolled ? 0 : -1; // by keyboard, too
  });
  for (const box of [el, picture]) watch.observe(box);
  return () => { clearTimeout(quiet); removeEventListener("keydown", ours, true); grips.remove(); watch.disconnect(); };
}

export default { render };
