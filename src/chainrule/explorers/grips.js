// Grips: areas of the picture where a pointer moves a control, or two at once. The control stays as the keyboard's way.
const NEAR = 14; // CSS pixels around the point: taken here, it does not jump to the pointer
const clip = (x, low, high) => Math.min(high, Math.max(low, x));

// A control as a row of stops, and the place of each along an axis of the picture, as a share of its length.
class Rail {
  constructor(control, manager) { Object.assign(this, { control, manager }); }
  get menu() { return this.control.get("_options_labels"); }
  get low() { return this.menu ? 0 : this.control.get("min"); }
  get step() { return this.menu ? 1 : this.control.get("step"); }
  get last() { return this.menu ? this.menu.length - 1 : Math.floor((this.control.get("max") - this.low) / this.step + 1e-6); }
  get base() { return this.control.get("base"); }

  value(stop) {
    const at = +(this.low + this.step * stop).toFixed(9);
    return this.base ? this.base ** at : at;
  }
  // Where it stands; between two stops if a number was typed.
  get stop() {
    if (this.menu) return this.control.get("index");
    const value = this.control.get("value");
    const at = this.base ? Math.log(value) / Math.log(this.base) : value;
    return clip((at - this.low) / this.step, 0, this.last);
  }
  place(stop) {
    const { places, log, ends: [from, to] } = this.axis, value = this.value(stop);
    return ((places[Math.round(stop)] ?? (log ? Math.log10(value) : value)) - from) / (to - from);
  }
  get share() { return this.place(this.stop); }
  nearest(share) {
    const away = Array.from({ length: this.last + 1 }, (_, stop) => Math.abs(this.place(stop) - share));
    return away.indexOf(Math.min(...away));
  }
  go(share) {
    const stop = this.nearest(share);
    this.control.set(this.menu ? { index: stop } : { value: this.value(stop) });
    if (this.heard) this.control.save_changes(); // while the kernel is busy, ipywidgets keeps only the newest
  }
  // Whether there is a kernel; JupyterLab's manager knows it after it was shut down, when the control does not.
  get heard() {
    const gone = "kernel" in this.manager && (this.manager.kernel?.status ?? "dead") === "dead";
    return this.control.comm_live && !gone;
  }
  // A control of which the browser has all frames needs no kernel; another one does.
  get alive() { return !this.control.get("disabled") && (this.heard || (this.axis.ahead && this.ahead)); }
}

const railOf = async (model, { control }) =>
  new Rail(await model.widget_manager.get_model(control.replace("IPY_MODEL_", "")), model.widget_manager);

class Grip {
  constructor(rails, focus, preview) {
    this.rails = rails; // { x, y }, one of which may be missing
    this.area = part(["grip", ...Object.keys(rails)].join(" chainrule-"));
    this.held = null; // how far from the point the pointer took it, and where
    const letGo = () => { this.held = null; this.area.classList.remove("chainrule-held"); };
    const on = (name, act) => this.area.addEventListener(name, act);
    on("pointerdown", (event) => {
      if (event.button || !event.isPrimary || !this.ways.length) return;
      const { x, y, width, height } = this.at(event), away = { x: 0, y: 0 };
      for (const [way, rail] of this.ways) away[way] = { x, y }[way] - rail.share;
      const near = Math.abs(away.x * width) < NEAR && Math.abs(away.y * height) < NEAR;
      this.held = { ...(near ? away : { x: 0, y: 0 }), start: event };
      this.scrolls = event.pointerType === "touch" && !event.target.closest(".chainrule-halo"); // or may be about to
      this.area.setPointerCapture(event.pointerId);
      this.area.classList.add("chainrule-held");
      focus(this.ways[0][1].control); // the arrow keys go on from here
      if (event.pointerType !== "touch") this.go(event);
    });
    on("pointermove", (event) => {
      const { x } = this.rails;
      if (!this.held && x?.axis.ahead && !x.axis.places.length) preview(x.nearest(this.at(event).x), event);
      if (!this.held) return;
      if (this.scrolls) {
        const x = Math.abs(event.clientX - this.held.start.clientX), y = Math.abs(event.clientY - this.held.start.clientY);
        this.scrolls = (x < 6 && y < 6) || (this.rails.x ? x <= y : y <= x) || Boolean(this.rails.x && this.rails.y);
      }
      if (!this.scrolls) this.go(event);
    });
    on("pointerup", (event) => { if (this.held) this.go(event); letGo(); });
    on("mousedown", (event) => { event.preventDefault(); event.stopPropagation(); }); // the focus stays where we put it
    on("pointerleave", () => preview());
    on("lostpointercapture", letGo);
  }
  get ways() { return Object.entries(this.rails).filter(([, rail]) => rail.alive); }

  at(event) {
    const { left, bottom, width, height } = this.area.getBoundingClientRect();
    return { x: (event.clientX - left) / width, y: (bottom - event.clientY) / height, width, height };
  }
  go(event) {
    const at = this.at(event);
    for (const [way, rail] of this.ways) rail.go(clip(at[way] - this.held[way], 0, 1));
  }
  // Put the area where the axes are, and a halo around each marker that stands at the control's value.
  place({ box: [x0, y0, x1, y1], ...axes }, size, ahead, markers) {
    for (const [way, rail] of Object.entries(this.rails)) Object.assign(rail, { axis: axes[way], ahead });
    layOver(this.area, [x0, y0, x1, y1], size);
    this.area.hidden = !this.ways.length;
    if (this.area.hidden) return;
    const { x, y } = this.rails;
    const px = x && x0 + x.share * (x1 - x0), py = y && y1 - y.share * (y1 - y0);
    let points = x && y ? [[px, py]] : markers.filter(([mx, my]) =>
      mx > x0 - 1 && mx < x1 + 1 && my > y0 - 1 && my < y1 + 1 && Math.abs(x ? mx - px : my - py) < 0.6);
    const bare = !points.length; // a line without a marker: a knob in its middle
    if (bare) points = [[px ?? (x0 + x1) / 2, py ?? (y0 + y1) / 2]];
    while (this.area.childElementCount > points.length) this.area.lastChild.remove();
    while (this.area.childElementCount < points.length) this.area.append(document.createElement("div"));
    points.forEach(([mx, my], i) => {
      const halo = this.area.children[i];
      halo.className = bare ? "chainrule-halo chainrule-knob" : "chainrule-halo";
      halo.style.left = percent((mx - x0) / (x1 - x0));
      halo.style.top = percent((my - y0) / (y1 - y0));
    });
  }
}

// Let the picture be dragged; gives what puts the grips in place (after each frame) and what takes them away.
function gripPicture(model, picture, layers, hint, preview) {
  const grips = [], controls = new Set();
  const closing = new AbortController(), { signal } = closing;
  function focus(control) {
    const sliders = [...picture.closest(".chainrule-explorer")?.querySelectorAll(".widget-slider") ?? []];
    const own = sliders.find((slider) => slider.querySelector("label")?.textContent === control.get("description"));
    own?.querySelector("[role=slider]")?.focus({ preventScroll: true });
  }
  function place() {
    const marks = layers.flatMap((svg) => [...svg.querySelectorAll("use[x][y]")]);
    const points = marks.map((mark) => [+mark.getAttribute("x"), +mark.getAttribute("y")]);
    const markers = [...new Map(points.map((point) => [point.map(Math.round).join(), point])).values()];
    const ahead = Boolean(model.get("ahead").frames);
    model.get("grips").forEach((spec, i) => grips[i]?.place(spec, model.get("size"), ahead, markers));
    const alive = grips.flatMap((grip) => grip.ways.map(([, rail]) => rail.control.get("description")));
    const words = alive.length ? `Drag in the picture: ${[...new Set(alive)].join(", ")}` : "";
    if (hint.textContent !== words) hint.textContent = words;
  }
  async function open() {
    for (const { box, ...axes } of model.get("grips")) {
      const rails = {};
      for (const [way, axis] of Object.entries(axes)) {
        rails[way] = await railOf(model, axis);
        controls.add(rails[way].control);
      }
      grips.push(new Grip(rails, focus, preview));
    }
    if (signal.aborted) return;
    for (const control of controls) control.on("change", place);
    document.addEventListener("keydown", ({ key }) => { if (key === "Escape") preview(); }, { signal });
    picture.append(...grips.map((grip) => grip.area));
    place();
  }
  if (model.get("grips")?.length) open();
  return { place, remove() { closing.abort(); for (const control of controls) control.off("change", place); } };
}
