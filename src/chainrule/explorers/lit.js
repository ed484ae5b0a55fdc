// A quantity lights up in drawing, formula and ledger while a pointer is over it, or the focus on it, in any of them.
function lightTerms(model, root) {
  const lists = (part, ...kinds) => kinds.flatMap((kind) => (part?.dataset[kind] ?? "").split(" ").filter(Boolean));
  const termOf = (event) => event.target.closest?.("[data-term]");
  let pointed = null, focused = null;
  function light() {
    const terms = lists(pointed ?? focused, "term");
    const lit = (part) => lists(part, "term", "also").some((name) => terms.includes(name));
    root.querySelectorAll("[data-term]").forEach((part) => part.toggleAttribute("data-lit", lit(part)));
  }
  const on = (name, act) => root.addEventListener(name, (event) => { act(event); light(); });
  on("pointerover", (event) => { pointed = termOf(event); });
  on("pointerout", (event) => { if (event.pointerType !== "touch") pointed = null; }); // after a tap it stays
  on("focusin", (event) => { focused = termOf(event); });
  on("focusout", () => { focused = null; });
  // A click on a unit or an edge goes to the next step that is about it.
  root.addEventListener("click", (event) => {
    const part = event.target.closest(".chainrule-picture") && termOf(event);
    const about = part?.dataset.steps ? part : root.querySelector(`[data-steps][data-term~="${lists(part, "term")[0]}"]`);
    const steps = lists(about, "steps");
    if (steps.length) goTo(model, +(steps.find((step) => step > model.get("position")) ?? steps[0]));
  });
  // Arrow keys walk through the factors of the formula, and through the rows of the ledger.
  root.addEventListener("keydown", (event) => {
    const home = event.target.closest(".chainrule-formula, .chainrule-ledger");
    const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (!home || !by || !plain(event)) return;
    const parts = [...home.querySelectorAll("[data-term]")], now = parts.indexOf(event.target);
    const next = parts.at(now < 0 ? Math.min(by, 0) : clip(now + by, 0, parts.length - 1));
    event.preventDefault();
    next?.setAttribute("tabindex", -1);
    next?.focus();
  });
  return light;
}
