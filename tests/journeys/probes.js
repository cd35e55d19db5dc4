// What a page must be whoever looks at it: returns complaints in words, none when all is well.
({ touch }) => {
  const said = [];
  const shown = e => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && e.getBoundingClientRect().width > 1;
  const short = e => e.outerHTML.replace(/ (href|value|max|action)="[^"]*"/g, "").replace(/\s+/g, " ").slice(0, 110);

  const heads = [...document.querySelectorAll("h1")].filter(shown);
  if (heads.length !== 1) said.push(`${heads.length} h1`);
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 0) said.push(`${wide} px too wide`);

  for (const e of document.querySelectorAll("a,button,summary,input:not([type=hidden]),select,textarea")) {
    if (!shown(e)) continue;
    const label = [...(e.labels ?? [])].map(l => l.textContent).join("") || e.getAttribute("aria-label") || e.title
      || document.getElementById(e.getAttribute("aria-labelledby") ?? "")?.textContent;
    const words = e.matches("input,select,textarea") ? label : label || e.textContent;
    if (!words?.trim()) said.push(`no name: ${short(e)}`);
  }

  if (touch) {
    for (const e of document.querySelectorAll("nav a,nav button,.actions a,.actions button,.btn,.chip,form button,form select,form textarea,form input:not([type=hidden],.sr,.more)")) {
      if (!shown(e) || e.closest(".sr,.crumb,.skip,table.cards thead")) continue;
      const box = (e.closest("label") ?? e).getBoundingClientRect(), own = e.getBoundingClientRect();
      const inWords = e.matches("a") && e.closest("p,dd");
      if (!inWords && Math.max(box.height, own.height) < 43.5) said.push(`${Math.round(own.height)} px high: ${short(e)}`);
    }
  }

  const brush = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const rgba = color => {
    if (!known.has(color)) {
      brush.clearRect(0, 0, 1, 1);
      brush.fillStyle = color;
      brush.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
      known.set(color, [r, g, b, a / 255]);
    }
    return known.get(color);
  };
  const over = (top, under) => [0, 1, 2].map(n => top[n] * top[3] + under[n] * (1 - top[3]));
  const light = rgb => rgb.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const ground = e => {
    const layers = [];
    for (let at = e; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== "none") return null;
      const color = rgba(style.backgroundColor);
      layers.push(color);
      if (color[3] === 1) break;
    }
    return layers.reverse().reduce((under, top) => over(top, under), [255, 255, 255]);
  };
  const judged = new Set();
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    const e = text.parentElement;
    if (!text.data.trim() || e.closest("svg,script,style,template,noscript,option,.sr,.skip,[disabled],[aria-disabled],[aria-hidden=true]") || !shown(e)) continue;
    const style = getComputedStyle(e), under = ground(e);
    if (!under) continue;
    const size = parseFloat(style.fontSize), big = size >= 24 || size >= 18.6 && Number(style.fontWeight) >= 700;
    const key = `${style.color}/${under}/${big}`;
    if (judged.has(key)) continue;
    judged.add(key);
    const [a, b] = [light(over(rgba(style.color), under)), light(under)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < (big ? 3 : 4.5) - 0.02) said.push(`contrast ${ratio.toFixed(2)}: "${text.data.trim().slice(0, 30)}" ${e.className}`);
  }
  return said;
}
