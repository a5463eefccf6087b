namespace Cart.Walk;

/// <summary>The rules of checkouts and order lists.</summary>
internal static class OrderRules
{
    public static IEnumerable<Outcome> Checkout(World world, Call call, Sent sent, Jar jar)
    {
        foreach (var (cart, at) in world.Seen(jar))
        {
            foreach (var outcome in cart is { Lines.Count: > 0 } ? Place(world, call, sent, at, cart) : Nothing(world, sent, at, cart))
            {
                yield return outcome;
            }
        }
    }

    /// <summary>Lists the allowed answers of the checkout that holds a cart.</summary>
    public static IEnumerable<Outcome> Finish(World world, Call call, Sent sent, Jar jar)
    {
        var held = world.Carts.Values.Single(static cart => cart.IsHeld) with { IsHeld = false };
        return Place(world.With(held), call, sent, jar, held, keepsJar: true);
    }

    public static Outcome List(World world, Jar jar)
    {
        var own = jar.User is { } user ? world.Orders.Where(order => order.User == user).Select(static order => order.Id) : jar.Token is { } token && world.Tokens[token].IsCut ? [] : jar.Orders;
        var allowed = jar.User is null ? world.OrdersIn(jar.Token) : [.. own];
        return new Outcome(world, answer =>
            !answer.IsOk ? new Mismatch("wrong-answer", "expected the orders")
            : answer.Orders.Except(allowed).Any() ? new Mismatch("foreign-order", $"an order that is not this shopper's; {allowed.Count} are", IsMild: true)
            : own.Except(answer.Orders).Any() ? new Mismatch(jar.User is null ? "guest-order-lost" : "order-lost", $"expected {own.Count()} orders", IsMild: true)
            : null);
    }

    private static IEnumerable<Outcome> Place(World world, Call call, Sent sent, Jar jar, ModelCart cart, bool keepsJar = false)
    {
        var verdict = new Verdict();
        var isClaimed = cart.Owner is null && jar.User is not null;
        cart = cart with { Owner = cart.Owner ?? jar.User };
        var amounts = world.AmountsOf(cart);
        var total = amounts.Summary - amounts.Discount + amounts.Shipping;
        if (cart.Code is { } code && world.ReasonAgainst(code, amounts.Summary) is { } reason)
        {
            // A code that was switched off while the checkout was under way may have counted when it was asked.
            (keepsJar ? verdict.May : verdict.Must).Add(reason);
        }
        else if (cart.Code is { } switched && call.Inner.Any(inner => inner.Kind is CallKind.Toggle && inner.Code == switched))
        {
            verdict.May.Add("discount_inactive");
        }

        if (sent.Total is { } expected && expected != total)
        {
            (keepsJar && expected != 0.01m ? verdict.May : verdict.Must).Add("expected_total_mismatch");
        }

        if (cart.IsHeld)
        {
            verdict.Must.Add("checkout_in_progress");
        }

        string? lacks = null;
        foreach (var (product, line) in cart.Lines)
        {
            var ware = world.Wares[product];
            if (!ware.IsSold || (sent.HasStock && line.Quantity > ware.Stock))
            {
                verdict.May.AddRange(["insufficient_stock", "product_gone"]);
                lacks = ware.IsSold ? "checkout-exceeds-stock" : "checkout-of-gone-product";
            }
            else if (ware.Price != line.Price)
            {
                verdict.May.Add("price_changed");
            }
        }

        Rules.Match(verdict, cart, sent, hasHadCarts: true);
        string[] refusals = [.. verdict.Must, .. verdict.May];
        var next = Ordered(world, call, jar, cart, keepsJar, isClaimed);
        if (refusals.Length > 0)
        {
            yield return Outcome.Refused(world, refusals);
        }

        yield return new Outcome(next, answer => Holds(world, cart, answer))
        {
            Breaks = verdict.Must.Count > 0 ? $"accepted {verdict.Must[0]}" : lacks,
            Learn = (after, answer) => Known(after, call, cart, answer.Order!, keepsJar),
        };
    }

    // The order holds exactly the cart. Its amounts may be those of the moment at which its checkout began.
    private static Mismatch? Holds(World world, ModelCart cart, Answer answer) =>
        !answer.IsOk || answer.Order is null || answer.Lines is null ? new Mismatch("wrong-answer", "expected the order")
        : world.Orders.Any(order => order.Id == answer.Order) ? new Mismatch("old-order-for-new-cart", $"expected the order of {Answer.Words(cart.Lines)}, not an older one")
        : !answer.Lines.SequenceEqual(cart.Lines) ? new Mismatch("wrong-order", $"expected the order of {Answer.Words(cart.Lines)}")
        : answer.Discount != cart.Code ? new Mismatch("wrong-order", "expected the code of the cart", IsMild: true)
        : answer.Amounts != world.AmountsOf(cart) && cart.Code is null
            ? new Mismatch("wrong-order-amounts", $"expected {world.AmountsOf(cart)}", IsMild: true)
        : null;

    private static World Ordered(World world, Call call, Jar jar, ModelCart cart, bool keepsJar, bool isClaimed)
    {
        var next = world.With(cart with { End = CartEnd.Ordered, IsHeld = false });
        if (isClaimed)
        {
            // The claim continues under a new secret.
            next = next.Renew(call.Browser, jar, cart.Id, null);
            return keepsJar ? next.With(call.Browser, world.Jars[call.Browser]) : next;
        }

        return keepsJar ? next : next.With(call.Browser, jar);
    }

    private static World Known(World world, Call call, ModelCart cart, string order, bool keepsJar)
    {
        var next = world with { Orders = world.Orders.Add(new ModelOrder(order, cart.Owner)) };
        if (cart.Owner is not null)
        {
            return next;
        }

        // Whoever holds a token that leads to the cart may list its order.
        var lineages = next.Tokens.Values.Where(token => token.Cart == cart.Id || token.Maybe == cart.Id).Select(static token => token.Lineage).ToHashSet();
        lineages.UnionWith(next.Before.Where(pair => lineages.Contains(pair.Value)).Select(static pair => pair.Key).ToList());
        foreach (var lineage in lineages)
        {
            next = next with { OrdersOf = next.OrdersOf.SetItem(lineage, next.OrdersOf.GetValueOrDefault(lineage, []).Add(order)) };
        }

        var jar = next.Jars[call.Browser];
        return keepsJar || jar.User is not null ? next : next.With(call.Browser, jar with { Orders = jar.Orders.Add(order) });
    }

    // A repeat of the checkout answers the order that the cart became.
    private static IEnumerable<Outcome> Nothing(World world, Sent sent, Jar jar, ModelCart? cart)
    {
        var shown = world.OrdersIn(jar.Token).Union(world.Orders.Where(order => jar.User is { } user && order.User == user).Select(static order => order.Id));
        if (cart is null)
        {
            yield return new Outcome(world, answer => answer.IsOk && answer.Order is { } order && shown.Contains(order)
                ? null
                : new Mismatch("wrong-answer", "expected a refusal, or an order of this shopper again"));
        }

        var isRepeat = cart is null && shown.Count > 0;
        yield return Outcome.Refused(world, ["cart_empty", .. sent.MatchVersion is null ? [] : (string[])["version_mismatch"],
            .. sent.Total is null || !isRepeat ? [] : (string[])["expected_total_mismatch"], .. cart is { IsHeld: true } ? (string[])["checkout_in_progress"] : []]);
    }
}
