// The live parts of the shop. Everything works without them.
(() => {
  const count = document.getElementById('cart-count');
  const summary = document.getElementById('cart-summary');
  let events = null;

  let newest = null;

  // The cart's page shows more than an event holds, so it is fetched anew; while somebody types there, only when they have done.
  async function refreshBasket() {
    const shown = document.getElementById('basket');
    if (!shown || newest === null || shown.dataset.version === String(newest) || isTyping(shown)) {
      return;
    }
    const response = await fetch('/basket?handler=Part', { headers: { Accept: 'text/html' } });
    const part = new DOMParser().parseFromString(await response.text(), 'text/html');
    const fresh = part.getElementById('basket');
    if (response.ok && fresh) {
      shown.replaceWith(document.adoptNode(fresh));
    }
  }

  function isTyping(region) {
    return region.contains(document.activeElement) && document.activeElement.matches('input:not([type=radio])');
  }

  function show(event) {
    const cart = JSON.parse(event.data);
    if (count.textContent !== String(cart.count)) {
      count.textContent = cart.count;
      count.classList.remove('changed');
      void count.offsetWidth;
      count.classList.add('changed');
    }
    if (cart.summary !== null) {
      summary.textContent = `$${cart.summary}`;
    }
    newest = cart.version;
    refreshBasket().catch(() => {});
  }

  function follow() {
    if (events === null && !document.hidden) {
      events = new EventSource('/cart/events');
      events.addEventListener('cart', show);
    }
  }

  function rest() {
    events?.close();
    events = null;
  }

  // A tab that nobody sees need not be live: it catches up when it is shown again.
  document.addEventListener('visibilitychange', () => (document.hidden ? rest() : follow()));
  addEventListener('pagehide', rest);
  addEventListener('pageshow', follow);
  document.addEventListener('focusout', () => setTimeout(() => refreshBasket().catch(() => {})));
  follow();

  // A choice of delivery counts at once.
  document.addEventListener('change', (change) => {
    if (change.target.matches('input[name=option]')) {
      change.target.form.requestSubmit();
    }
  });
})();
