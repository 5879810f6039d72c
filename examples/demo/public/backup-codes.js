const list = document.getElementById("backup-codes");
const tools = document.getElementById("backup-code-tools");
const status = document.getElementById("backup-code-status");

const text = () => [...list.querySelectorAll("code")].map((code) => code.textContent).join("\n");

const actions = {
  copy: async () => {
    await navigator.clipboard.writeText(text());
    status.textContent = "Copied";
  },
  download: () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${text()}\n`], { type: "text/plain" }));
    link.download = "backup-codes.txt";
    link.click();
    URL.revokeObjectURL(link.href);
    status.textContent = "Downloaded";
  },
  print: () => {
    window.print();
  },
};

if (list && tools) {
  tools.hidden = false;
  tools.addEventListener("click", (event) => {
    const action = actions[event.target.dataset.do];
    Promise.resolve(action?.()).catch(() => {
      status.textContent = "That did not work here. Select the codes and copy them.";
    });
  });
}
