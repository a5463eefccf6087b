namespace Cart.Walk;

/// <summary>The rules of sign-in and sign-out: the cart's owner, and the reach of older cookies.</summary>
internal static class SessionRules
{
    public static IEnumerable<Outcome> SignIn(World world, Call call, Sent sent, Jar jar)
    {
        var user = call.User;
        if (jar.User is { } former && former != user)
        {
            world = world with { SignOuts = world.SignOuts.Add(former) };
        }

        var token = jar.Token is { } known ? world.Tokens[known] : null;
        var named = token is null ? null : world.GuestCartOf(token.Cart);
        var maybe = token is null ? null : world.GuestCartOf(token.Maybe);
        if (token is { Cart: null, IsCut: false, Successor: { } successor })
        {
            // The session had no cart yet, and one of its tabs has started the first.
            maybe ??= world.GuestCartOf(world.Tokens[successor].Cart);
        }

        // Where the server keeps the session, a browser with a copy of the cookie may have started its cart.
        var shared = world.SharesSessions && named is null && token?.Successor is { } later ? world.LastOf(later) : null;

        var isSure = token is { IsCut: false } && jar.User is null;
        var active = world.ActiveOf(user);
        var outcomes = new List<Outcome>();
        if (named is { IsHeld: false } && active is not { IsHeld: true })
        {
            outcomes.AddRange(Taking(world, call, sent, jar, named, active));
        }

        if (maybe is { IsHeld: false } && active is not { IsHeld: true })
        {
            outcomes.AddRange(Taking(world, call, sent, jar, maybe, active));
        }

        if (shared is { IsHeld: false } && shared.Id != maybe?.Id && active is not { IsHeld: true })
        {
            outcomes.AddRange(Taking(world, call, sent, jar, shared, active));
        }

        if (outcomes.Count == 0 || !isSure || named is not { IsHeld: false })
        {
            // To bind the user's cart again may be a change of it.
            var left = named?.Id ?? maybe?.Id ?? shared?.Id;
            var bound = active is null ? world : world.With(active with { IsVersionKnown = false });
            outcomes.Add(new Outcome(bound.Renew(call.Browser, jar with { User = user }, active?.Id, left), Fine));
        }

        return outcomes;
    }

    // Nobody's browser keeps a user's cart; a guest's that was left alone may be found again.
    public static IEnumerable<Outcome> SignOut(World world, Call call, Jar jar)
    {
        var token = jar.Token is { } known ? world.Tokens[known] : null;
        var left = token is null ? null : world.GuestCartOf(token.Cart) ?? world.GuestCartOf(token.Maybe);
        return [new Outcome((jar.User is { } user ? world with { SignOuts = world.SignOuts.Add(user) } : world)
            .Renew(call.Browser, jar with { User = null }, null, left?.Id), Fine)];
    }

    /// <summary>Returns the state after a host has signed a browser in that has lost all its cookies: nothing tells its streams.</summary>
    public static World Recognise(World world, Call call) => world.With(call.Browser, new Jar(null, call.User)) with
    {
        Streams = world.Streams.SetItems(from pair in world.Streams
                                         where pair.Value.Browser == call.Browser
                                         select KeyValuePair.Create(pair.Key, pair.Value with { Jar = pair.Value.Jar with { Token = null } })),
    };

    private static IEnumerable<Outcome> Taking(World world, Call call, Sent sent, Jar jar, ModelCart guest, ModelCart? active)
    {
        var user = call.User;
        if (active is null)
        {
            var bound = world.With(guest with { Owner = user, IsVersionKnown = false });
            bound = bound with { Active = bound.Active.SetItem(user, guest.Id) };
            return [new Outcome(bound.Renew(call.Browser, jar with { User = user }, guest.Id, null), Fine)];
        }

        var sealedCart = guest with { End = CartEnd.Merged };
        return from merged in ImportRules.Merge(world, guest, active, sent.HasStock)
               let after = world.With(sealedCart).With(merged.Cart)
               select new Outcome(after.Renew(call.Browser, jar with { User = user }, active.Id, null), Fine) { Breaks = merged.Breaks };
    }

    private static Mismatch? Fine(Answer answer) => answer.IsOk ? null : new Mismatch("wrong-answer", "expected success");
}
