// A rating has words for its own steps only. What stands at another one stays in sight: it would be sent along.
const rows = [...document.querySelectorAll("[data-step]")];
const none = document.querySelector("[data-no-steps]");
const { low, high } = rows[0].closest("form").elements;
const number = (box) => Number(box.value.normalize("NFKC").trim() || NaN);

function follow() {
  const least = number(low), most = number(high);
  for (const row of rows) {
    const step = Number(row.dataset.step);
    const isUsed = [...row.querySelectorAll("input")].some((box) => box.value !== "");
    row.hidden = !isUsed && !(step >= least && step <= most);
  }
  none.hidden = rows.some((row) => !row.hidden);
}
for (const box of [low, high]) for (const event of ["input", "sekisho:filled"]) box.addEventListener(event, follow);
follow();
