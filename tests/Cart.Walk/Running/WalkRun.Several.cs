using System.Globalization;
using System.Net;

namespace Cart.Walk;

/// <summary>The steps that are more than one request.</summary>
internal sealed partial class WalkRun
{
    private void Copy(Call call)
    {
        var (thief, victim) = (_browsers[call.Browser], _browsers[call.Back]);
        thief.Cookies = victim.Cookies.Where(static cookie => cookie.Key != WalkShop.UserCookie)
            .Concat(thief.Cookies.Where(static cookie => cookie.Key == WalkShop.UserCookie)).ToDictionary();
        thief.Forget();
        _judge.Map(world => world.With(call.Browser, world.Jars[call.Back] with { User = world.Jars[call.Browser].User }));
        Note(CallWords.Of(call));
    }

    private async Task RepeatAsync(Call call, CancellationToken cancellationToken)
    {
        var browser = _browsers[call.Browser];
        if (browser.Keyed.Count <= call.Back)
        {
            return;
        }

        var (original, key, sent) = browser.Keyed[call.Back];
        var (answer, cookies) = await AskAsync(original, sent, browser.Cookies, cancellationToken);
        Browser.Apply(browser.Cookies, cookies);
        browser.See(answer);
        Note($"{CallWords.Of(original)} (the same again) -> {answer}");
        Add(_judge.Take(original, answer, world => Rules.OfRepeat(world, original, sent, world.Jars[call.Browser])));
        if (answer.IsOk)
        {
            _judge.Map(world => world.Keys[key].IsOk ? world : world with
            {
                Keys = world.Keys.SetItem(key, world.Keys[key] with { IsOk = true, Order = answer.Order, User = world.Jars[call.Browser].User }),
            });
        }
    }

    // Both requests have the cookies of the beginning; the answers arrive in one order or the other.
    private async Task TabsAsync(Call call, CancellationToken cancellationToken)
    {
        var browser = _browsers[call.Browser];
        var before = new Dictionary<string, string>(browser.Cookies);
        _judge.Map(world => world with { Kept = world.Jars[call.Browser] });
        var arrivals = new List<IReadOnlyList<string>>();
        foreach (var inner in call.Inner.Where(inner => inner.Kind is not CallKind.SignOut || World.Jars[call.Browser].User is not null))
        {
            Note($"{CallWords.Browsers[call.Browser]}: in another tab, with the cookies of before:");
            var sent = SentOf(inner, browser);
            var (answer, cookies) = await AskAsync(inner, sent, new(before), cancellationToken);
            arrivals.Add(cookies);
            Take(inner, sent, answer);
            await WatchStreamsAsync();
            if (_isLost)
            {
                return;
            }

            _judge.Map(world => (world with { Aside = world.Aside is null ? world.Jars[call.Browser] : Combine(world, world.Aside, world.Jars[call.Browser], call) })
                .With(call.Browser, world.Kept!));
        }

        if (call.IsSwapped)
        {
            arrivals.Reverse();
        }

        arrivals.ForEach(cookies => Browser.Apply(browser.Cookies, cookies));
        _judge.Map(world => world.Aside is null ? world with { Kept = null } : MaybeOther(world, call));
    }

    private static Jar Combine(World world, Jar first, Jar second, Call tabs)
    {
        var (earlier, later) = tabs.IsSwapped ? (second, first) : (first, second);
        var last = tabs.IsSwapped ? tabs.Inner[0] : tabs.Inner[1];
        var setsUser = last.Kind is CallKind.SignIn or CallKind.SignOut && later.User == (last.Kind is CallKind.SignIn ? last.User : null);
        return new Jar(
            later.Token != world.Kept!.Token ? later.Token : earlier.Token,
            setsUser || later.User != world.Kept.User ? later.User : earlier.User)
        {
            Orders = first.Orders.Intersect(second.Orders),
        };
    }

    // What the other tab's answer led to may be found again through the one that counts.
    private static World MaybeOther(World world, Call tabs)
    {
        var jar = world.Aside!;
        var next = (world with { Aside = null, Kept = null }).With(tabs.Browser, jar);
        if (jar.Token is { } mixed && tabs.Inner.Any(inner => IsMixing(world.Adapter, inner.Kind)))
        {
            var one = next.Tokens[mixed];
            next = next with { Tokens = next.Tokens.SetItem(mixed, one with { Cart = null, Maybe = next.GuestCartOf(one.Cart)?.Id ?? one.Maybe }) };
        }

        var newest = next.Carts.Values.Where(static cart => cart is { IsOpen: true, Owner: null }).MaxBy(static cart => cart.Id);
        return jar.Token is { } token && newest is not null && next.Tokens[token].Cart != newest.Id && next.Tokens[token].Maybe is null
            && next.Tokens.Values.Any(other => other.Cart == newest.Id && other.Lineage >= token - 2)
            ? next with { Tokens = next.Tokens.SetItem(token, next.Tokens[token] with { Maybe = newest.Id }) }
            : next;
    }

    // The browser may keep the secret of one answer with the session of the other, or the cookie of an order that came late.
    private static bool IsMixing(Adapter adapter, CallKind kind) => adapter switch
    {
        Adapter.Session => kind is CallKind.SignIn or CallKind.SignOut,
        Adapter.Cookie => kind is CallKind.Checkout,
        _ => false,
    };

    private async Task DuringAsync(Call call, CancellationToken cancellationToken)
    {
        var browser = _browsers[call.Browser];
        var sent = SentOf(call, browser);
        var name = string.Create(CultureInfo.InvariantCulture, $"gate-{_walk}-{_step}");
        var stay = _shop.Gate.Prepare(name);
        var checkout = AskAsync(call, sent, new(browser.Cookies), cancellationToken, (CheckoutGate.Header, name));
        await Task.WhenAny(stay.Reached.Task, checkout);
        var isHeld = stay.Reached.Task.IsCompleted;
        if (isHeld)
        {
            _judge.Map(world => world.Seen(world.Jars[call.Browser]).Select(static seen => seen.Cart).FirstOrDefault(static cart => cart is { Lines.Count: > 0 }) is { } cart
                ? world.With(cart with { IsHeld = true }) with { Kept = world.Jars[call.Browser] }
                : null);
            Note($"{CallWords.Of(call)}:");
            foreach (var inner in call.Inner)
            {
                if (!_isLost)
                {
                    await StepAsync(inner, cancellationToken);
                    await WatchStreamsAsync();
                    _step--;
                }
            }
        }

        stay.Released.TrySetResult();
        var (answer, cookies) = await checkout;
        if (_isLost)
        {
            return;
        }

        Browser.Apply(browser.Cookies, isHeld ? [] : cookies);
        Take(call, sent, answer, isHeld ? world => OrderRules.Finish(world, call, sent, world.Kept!) : null);
        _judge.Map(static world => world with { Kept = null });
        if (!isHeld)
        {
            foreach (var inner in call.Inner.Where(_ => !_isLost))
            {
                await StepAsync(inner, cancellationToken);
                await WatchStreamsAsync();
                _step--;
            }
        }
    }

    private async Task BurstAsync(Call call, CancellationToken cancellationToken)
    {
        var browser = _browsers[call.Browser];
        if (World.Jars[call.Browser].User is null && browser.Cookies.Keys.All(static name => name == WalkShop.UserCookie))
        {
            return;
        }

        if (World is { Adapter: Adapter.Cookie } world && world.Jars[call.Browser] is { User: null, Token: { } token } && world.Tokens[token].Successor is not null)
        {
            // Somebody with a copy of the cookie has used up the next cart that it names: now each request starts its own, as without a cookie.
            return;
        }

        var one = call with { Quantity = 1 };
        var sent = SentOf(one, browser);
        var answers = await Task.WhenAll(Enumerable.Range(0, call.Quantity).Select(_ => AskAsync(one, sent, new(browser.Cookies), cancellationToken)));
        foreach (var (_, cookies) in answers)
        {
            Browser.Apply(browser.Cookies, cookies);
        }

        var refused = answers.Select(static one => one.Answer).FirstOrDefault(static answer => !answer.IsOk);
        var carried = answers.Count(static one => one.Answer.IsOk);
        Take(call, sent, new Answer(refused?.Status ?? HttpStatusCode.OK) { Code = refused?.Code ?? "", Carried = carried });
    }

    private async Task OperateAsync(Call call, CancellationToken cancellationToken)
    {
        if (call.Kind is CallKind.Delete)
        {
            await DeleteAsync(call, cancellationToken);
            return;
        }

        Note(CallWords.Of(call));
        if (call.Kind is CallKind.Toggle)
        {
            await _shop.SwitchCodeAsync(_walk, call.Code!.Value, call.Quantity > 0);
            _judge.Map(world => world with { Codes = world.Codes.SetItem(call.Code.Value, call.Quantity > 0) });
            return;
        }

        var ware = World.Wares[call.Product];
        ware = call.Kind switch
        {
            CallKind.Price => ware with { Price = call.Quantity },
            CallKind.Stock => ware with { Stock = call.Quantity },
            _ => ware with { IsSold = call.Quantity > 0 },
        };
        _shop.Wares.Offer(_walk, call.Product, ware);
        _judge.Map(world => world with { Wares = world.Wares.SetItem(call.Product, ware) });
    }

    // Only a cart that all states agree on is deleted, so that the model knows which one it was.
    private async Task DeleteAsync(Call call, CancellationToken cancellationToken)
    {
        var seen = _judge.Worlds.SelectMany(world => world.Seen(world.Jars[call.Browser]).Select(static one => one.Cart)).ToList();
        if (seen.Count == 0 || seen.Any(static cart => cart is null) || seen.DistinctBy(static cart => cart!.Id).Count() > 1)
        {
            return;
        }

        using var which = Request.Of(new Call(CallKind.Get, call.Browser), _walk, World, new Sent(false), _browsers[call.Browser].Cookies);
        which.RequestUri = new Uri("/walk/cart", UriKind.Relative);
        using var named = await _shop.Client.SendAsync(which, cancellationToken);
        var id = await named.Content.ReadAsStringAsync(cancellationToken);
        if (id.Length == 0 || !named.IsSuccessStatusCode)
        {
            return;
        }

        using var response = await _shop.Client.DeleteAsync(new Uri($"/cart-admin/carts/{id.Trim('"')}", UriKind.Relative), cancellationToken);
        Note($"{CallWords.Of(call)} -> {(int)response.StatusCode}");
        if (response.IsSuccessStatusCode)
        {
            _judge.Map(world => world.With(world.Carts[seen[0]!.Id] with { End = CartEnd.Deleted }));
        }
    }
}
