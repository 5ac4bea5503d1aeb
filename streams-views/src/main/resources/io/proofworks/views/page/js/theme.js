// A classic script, so that the chosen theme holds before anything is painted.
(function () {
  'use strict';
  let chosen = null;
  try {
    chosen = localStorage.getItem('theme');
  } catch {
    // storage is closed to us: the system's choice stays
  }
  if (chosen === 'light' || chosen === 'dark') {
    document.documentElement.dataset.theme = chosen;
  }
})();
