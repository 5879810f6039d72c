const form = document.getElementById("resume");

if (form) {
  form.requestSubmit();
  // It runs once: a click that comes meanwhile would ask for it a second time.
  form.querySelector("button").disabled = true;
}
