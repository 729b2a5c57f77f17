// Beside the choice of a column stands what that column holds.
document.addEventListener("change", (event) => {
  const shown = document.getElementById(event.target.dataset?.samples ?? "");
  if (shown) shown.textContent = event.target.selectedOptions[0]?.dataset.sample ?? "";
});
