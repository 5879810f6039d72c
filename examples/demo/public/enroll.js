const KEY = "enroll-token";
const status = document.getElementById("enroll-status");

// It waits here while its owner signs in; the address bar and the history are no place for it.
const inAddress = /^#enroll=([\w-]+)$/.exec(location.hash)?.[1];
if (inAddress) {
  sessionStorage.setItem(KEY, inAddress);
  history.replaceState(null, "", location.pathname);
}

const token = sessionStorage.getItem(KEY);
if (token && status) redeem();
else if (token) location.replace("/security");

async function redeem() {
  say("Your link is being checked …");
  try {
    const response = await fetch("/api/v1/mfa/recovery/link", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token }),
    });
    // A link that could not be looked at is good for another try.
    if (response.status < 429) sessionStorage.removeItem(KEY);
    say(resultOf(response.status));
  } catch {
    say(resultOf(0));
  }
}

function resultOf(status) {
  if (status === 200) return "Your link was accepted. You can set up a new second factor now.";
  if (status > 0 && status < 429)
    return "This link does not work any more, or is for another account. You will be sent a code instead.";
  return "Your link could not be checked. Load this page again in a few minutes.";
}

function say(text) {
  status.hidden = false;
  status.textContent = text;
}
