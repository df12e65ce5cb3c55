// The time that was kept is given back while somebody still types: said at once, above what they typed.
document.addEventListener("okno-timer-end", () => {
  document.getElementById("over").hidden = false;
});
