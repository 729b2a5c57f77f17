// After signing in elsewhere a page needs the new session's token before it can send anything.
export async function takeFreshToken() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok || answer.redirected) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector('meta[name="csrf-token"]');
  if (!fresh) return false;
  document.querySelector('meta[name="csrf-token"]').content = fresh.content;
  for (const token of document.querySelectorAll("input[name=csrf_token]")) token.value = fresh.content;
  return true;
}

export const isSignedOut = (answer) => answer.status === 401 || answer.type === "opaqueredirect" || answer.status === 400;
