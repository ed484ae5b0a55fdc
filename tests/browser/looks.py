"""Find letters and curves that stand out too little from the page, from the browser's own computed colours."""

PALE = """explorer => {
    const channels = colour => (colour.match(/[\\d.]+/g) || []).map(Number);
    const over = ([r, g, b, a = 1], under) => [r, g, b].map((c, i) => a * c + (1 - a) * under[i]);
    const luminance = rgb => rgb.map(c => c / 255)
        .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const contrast = (one, other) => {
        const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
        return (high + 0.05) / (low + 0.05);
    };
    let behind = explorer;
    while (channels(getComputedStyle(behind).backgroundColor)[3] === 0) behind = behind.parentElement;
    const page = channels(getComputedStyle(behind).backgroundColor).slice(0, 3);

    const probe = document.createElement("span");
    explorer.querySelector(".chainrule-canvas").append(probe);
    const named = name => { probe.style.color = `var(--${name})`; return getComputedStyle(probe).color; };
    const quiet = ["paper", "shade", "grid"].map(named);  // what need not stand out
    probe.remove();

    const found = [];
    function check(what, colour, opacity, least) {
        if (colour === "none" || colour.startsWith("url") || quiet.includes(colour)) return;
        const [r, g, b, a = 1] = channels(colour);
        const ratio = contrast(over([r, g, b, a * opacity], page), page);
        if (a * opacity > 0 && ratio < least) found.push(`${what}: ${ratio.toFixed(2)} < ${least} (${colour} on ${page})`);
    }
    for (const mark of explorer.querySelectorAll(".chainrule-picture svg :is(path, use, text, rect, circle)")) {
        if (mark.closest("defs, clipPath")) continue;
        const style = getComputedStyle(mark);
        const group = mark.closest("g[id]")?.id ?? "?";
        let opacity = 1;
        for (let part = mark; part.tagName !== "svg"; part = part.parentElement) opacity *= getComputedStyle(part).opacity;
        const least = mark.closest("g[id^=text]") ? 4.5 : 3;
        check(`${group} fill`, style.fill, opacity * style.fillOpacity, least);
        check(`${group} line`, style.stroke, opacity * style.strokeOpacity, least);
    }
    for (const letters of explorer.querySelectorAll("label, .widget-readout, .chainrule-caption, button, select"))
        if (letters.textContent.trim() && !letters.matches("button, select"))
            check(letters.textContent, getComputedStyle(letters).color, 1, 4.5);
    return [...new Set(found)];
}"""


def too_pale(explorer):
    """Give what has too little contrast to the page: under 4.5 for letters, under 3 for all else that is drawn."""
    return explorer.evaluate(PALE)
