/* Before the first paint: the kept theme and language, so that nothing flashes. Names as in the application. */
(function () {
  var scheme = "auto";
  var language = "";
  try {
    scheme = localStorage.getItem("mantine-color-scheme-value") || "auto";
    language = localStorage.getItem("dispatcher.language") || "";
  } catch {
    /* storage refused by the browser's settings: the defaults stand */
  }
  var dark = scheme === "dark" || (scheme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
  document.documentElement.lang = language || (navigator.language || "en").slice(0, 2);
})();
