// Numbers in the picture: each is a field above its label, moved by arrow keys, typed, or dragged to the left or right.
const HOW = "Drag a number in the drawing, or go to it by Tab, then press an arrow key, or type another one and Enter.";
const NO_PYTHON = "The numbers in the drawing can be changed where Python runs: open this lesson in JupyterLab.";
const LIGHTS = " Point at a term to see it in all three places; click a unit or an edge for its next step.";

class Scrubbed {
  constructor(rail, term, refuse) {
    const { control } = rail, box = part("number");
    const field = part("field", { type: "number", ariaLabel: control.get("description") }, "input");
    Object.assign(this, { control, refuse, box, field, rail, start: null });
    box.dataset.term = term;
    box.append(field);
    field.onpointerdown = (event) => {
      this.start = { x: event.clientX, value: this.value };
      field.setPointerCapture(event.pointerId);
    };
    field.onpointermove = ({ clientX }) => {
      if (this.start) this.put(this.start.value + Math.round((clientX - this.start.x) / 5) * field.step); // 5 pixels
    };
    field.onpointerup = field.onpointercancel = () => { this.start = null; };
    field.onmousedown = (event) => { event.preventDefault(); field.focus(); };
    field.onfocus = () => field.select(); // what is typed replaces it
    field.onchange = () => this.put(field.value === "" ? this.value : +field.value);
    field.onkeydown = ({ key }) => {
      if (field.readOnly && key !== "Tab") refuse();
      if (key !== "Escape") return;
      field.value = this.value;
      field.blur();
    };
    field.onblur = () => { delete box.dataset.ghost; };
  }
  get value() { return this.control.get("value"); }
  put(wanted) {
    const value = +wanted.toFixed(9);
    if (value !== this.value && this.field.readOnly) this.refuse();
    else if (value !== this.value) {
      this.box.dataset.ghost ??= this.written; // the old number stays in sight
      this.control.set({ value });
      this.control.save_changes();
    }
    this.field.value = this.value;
    if (this.field === document.activeElement) this.field.select();
  }
  place({ box, written }, size) {
    layOver(this.box, box, size);
    this.written = written;
    const readOnly = !this.rail.heard || this.control.get("disabled");
    Object.assign(this.field, { readOnly, step: Math.abs(this.value) < 5 ? 0.05 : 0.5 });
    if (+this.field.value !== this.value || this.field.value === "") this.field.value = this.value;
  }
}

// Let the numbers of the picture be changed on a sheet above it; gives what puts them in place.
function scrubNumbers(model, sheet, hint, heard) {
  const numbers = [];
  const refuse = () => { heard.textContent = NO_PYTHON; hint.classList.add("chainrule-refused"); };
  function place() {
    model.get("numbers")?.forEach((spec, i) => numbers[i]?.place(spec, model.get("size")));
    if (numbers.length) hint.textContent = (numbers[0].field.readOnly ? NO_PYTHON : HOW) + LIGHTS;
  }
  const add = async (spec) => new Scrubbed(await railOf(model, spec), spec.term, refuse);
  Promise.all((model.get("numbers") ?? []).map(add)).then((made) => {
    numbers.push(...made);
    sheet.append(...numbers.map((number) => number.box));
    place();
  });
  return place;
}
