// Larger and smaller by the size of the picture; moving about is left to the frame, which scrolls by itself
// (arrow keys, finger, wheel). So nothing here moves that the reader did not move.
const STEP = 1.25, LEAST = 0.1, MOST = 4, READABLE = 0.6, MOVED = 4;

for (const diagram of document.querySelectorAll("[data-diagram]")) bringToLife(diagram);

function bringToLife(diagram) {
  const frame = diagram.querySelector(".diagram-frame");
  const picture = frame.querySelector("svg");
  const { width, height } = picture.viewBox.baseVal;
  const scaleShown = diagram.querySelector("[data-scale]");
  let scale = 1;
  diagram.dataset.isLive = "";

  // The point of the picture that was under (x, y) stays there.
  function zoom(wanted, x = frame.clientWidth / 2, y = frame.clientHeight / 2) {
    const next = Math.min(MOST, Math.max(LEAST, wanted));
    const inset = { x: picture.getBoundingClientRect().left, y: picture.getBoundingClientRect().top };
    const outer = frame.getBoundingClientRect();
    const at = { x: (x - (inset.x - outer.left)) / scale, y: (y - (inset.y - outer.top)) / scale };
    picture.setAttribute("width", width * next);
    picture.setAttribute("height", height * next);
    scale = next;
    const moved = picture.getBoundingClientRect();
    frame.scrollLeft += moved.left - outer.left + at.x * scale - x;
    frame.scrollTop += moved.top - outer.top + at.y * scale - y;
    if (scaleShown) scaleShown.textContent = `${Math.round(scale * 100)}%`;
  }

  const whole = () => {
    const room = parseFloat(getComputedStyle(frame).maxHeight) || frame.clientHeight;
    return Math.min(1, (frame.clientWidth - 2) / width, (room - 2) / height);
  };
  // At the left, with what comes first in the middle of the height.
  const begin = () => {
    const first = picture.querySelector(".diagram-node")?.getBoundingClientRect();
    const top = first ? first.top + first.height / 2 - frame.getBoundingClientRect().top - frame.clientHeight / 2 : 0;
    frame.scrollTo(0, frame.scrollTop + top);
  };
  const acts = {
    in: () => zoom(scale * STEP),
    out: () => zoom(scale / STEP),
    fit: () => zoom(whole()),
    reset: () => { zoom(1); begin(); },
  };
  diagram.addEventListener("click", (event) => acts[event.target.closest("[data-zoom]")?.dataset.zoom]?.());
  frame.addEventListener("keydown", (event) => {
    if (event.target !== frame || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = { "+": "in", ";": "in", "=": "in", "-": "out", 0: "reset" }[event.key];
    if (!act) return;
    event.preventDefault();
    acts[act]();
  });
  frame.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return; // a plain wheel scrolls, the frame first and then the page
    event.preventDefault();
    const outer = frame.getBoundingClientRect();
    zoom(scale * Math.exp(-event.deltaY / 500), event.clientX - outer.left, event.clientY - outer.top);
  }, { passive: false });

  dragging(diagram, frame);
  pinching(frame, () => scale, zoom);
  // A picture that would only be legible in part is begun at its beginning, not shrunk to a pattern.
  zoom(Math.max(whole(), READABLE));
  begin();
}

function dragging(diagram, frame) {
  let from = null;
  frame.addEventListener("dragstart", (event) => event.preventDefault());
  frame.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || event.pointerType !== "mouse") return;
    from = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop, moved: false };
  });
  window.addEventListener("pointermove", (event) => {
    if (!from) return;
    const x = event.clientX - from.x, y = event.clientY - from.y;
    if (!from.moved && Math.hypot(x, y) < MOVED) return;
    from.moved = true;
    diagram.dataset.isDragged = "";
    frame.scrollTo(from.left - x, from.top - y);
  });
  const drop = () => {
    if (from?.moved) {
      // The click that ends a drag does not follow the link under it.
      const swallow = (event) => { event.preventDefault(); event.stopPropagation(); };
      frame.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => frame.removeEventListener("click", swallow, { capture: true }), 0);
    }
    from = null;
    delete diagram.dataset.isDragged;
  };
  window.addEventListener("pointerup", drop);
  window.addEventListener("pointercancel", drop);
}

function pinching(frame, current, zoom) {
  let start = null;
  const spread = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
  frame.addEventListener("touchstart", (event) => {
    start = event.touches.length === 2 ? { spread: spread(event.touches), scale: current() } : null;
  }, { passive: true });
  frame.addEventListener("touchmove", (event) => {
    if (!start || event.touches.length !== 2) return;
    event.preventDefault();
    const outer = frame.getBoundingClientRect();
    const [a, b] = event.touches;
    const x = (a.clientX + b.clientX) / 2 - outer.left, y = (a.clientY + b.clientY) / 2 - outer.top;
    zoom(start.scale * spread(event.touches) / start.spread, x, y);
  }, { passive: false });
  frame.addEventListener("touchend", () => { start = null; });
}
