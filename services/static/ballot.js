// 未投的选票 — whoever leaves a ballot that is not cast yet is asked once more.
// Without this script the page itself says that nothing is recorded, and by which button it is.

const ballot = document.querySelector("form[data-uncast]");

if (ballot) {
  // A ballot that was already filled in is worth asking about at once; an empty one when touched.
  let isWritten = ballot.dataset.uncast === "written";
  let isSent = false;

  ballot.addEventListener("change", () => {
    isWritten = true;
  });
  ballot.addEventListener("submit", () => {
    isSent = true;
  });
  // Whoever comes back by the browser's own button finds a page that was sent before.
  addEventListener("pageshow", () => {
    isSent = false;
  });
  addEventListener("beforeunload", (event) => {
    if (isWritten && !isSent) event.preventDefault();
  });
}
