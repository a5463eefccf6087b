namespace Cart.Walk;

/// <summary>Lists the allowed answers to a call in one model state.</summary>
internal static class Rules
{
    public static IEnumerable<Outcome> Of(World world, Call call, Sent sent, Jar jar) => call.Kind switch
    {
        CallKind.Get => Get(world, call, jar),
        CallKind.Orders => [OrderRules.List(world, jar)],
        CallKind.Checkout or CallKind.During => OrderRules.Checkout(world, call, sent, jar),
        CallKind.SignIn => SessionRules.SignIn(world, call, sent, jar),
        CallKind.Recognise => [new Outcome(SessionRules.Recognise(world, call), Fine)],
        CallKind.SignOut => SessionRules.SignOut(world, call, jar),
        CallKind.Burst => Burst(world, call, sent, jar),
        _ => Change(world, call, sent, jar),
    };

    /// <summary>Lists the allowed answers to a repeated call with the same Idempotency-Key.</summary>
    public static IEnumerable<Outcome> OfRepeat(World world, Call call, Sent sent, Jar jar)
    {
        var key = world.Keys[sent.Key!];
        var isSameSession = jar.Token is { } token && world.DescendsFrom(world.Tokens[token].Lineage, key.Lineage);
        var lineage = jar.Token is { } named ? world.Tokens[named].Lineage : -1;
        var isNear = isSameSession && !world.Tokens.Values.Any(other => other.IsCut && other.Lineage == lineage) && key.User is null && (lineage == key.Lineage || world.Before.GetValueOrDefault(lineage, -1) == key.Lineage);
        var isSurelyKnown = key.IsSure && (isNear || (jar.User is not null && jar.User == key.User));
        var fresh = Of(world, call, sent, jar);
        if (!key.IsOk)
        {
            return fresh.Append(new Outcome(world, static answer => answer.IsRefusal ? null : new Mismatch("wrong-answer", "expected the refusal again")));
        }

        var replay = call.Kind is CallKind.Checkout
            ? new Outcome(world, answer => answer.IsOk && answer.Order == key.Order ? null : new Mismatch("wrong-answer", "expected the same order again"))
            : null;
        IEnumerable<Outcome> replays = replay is not null ? [replay] : Get(world, call, jar);
        var rule = call.Kind is CallKind.Checkout ? "repeat-buys-again" : "repeat-counts-twice";
        if (call.Kind is CallKind.Checkout && key.User is not null && key.User != jar.User)
        {
            // The order of another user is not shown, and its key buys nothing.
            fresh = fresh.Append(Outcome.Refused(world, "idempotency_key_reused"));
        }

        return isSurelyKnown
            ? [.. replays, .. fresh.Where(outcome => !ReferenceEquals(outcome.World, world)).Select(outcome => outcome with { Breaks = rule })]
            : [.. replays, .. fresh];
    }

    /// <summary>Compares the cart in an answer with the model's cart.</summary>
    public static Mismatch? Shows(World world, ModelCart? cart, Answer answer)
    {
        if (!answer.IsOk || answer.Lines is not { } lines)
        {
            return new Mismatch("wrong-answer", "expected the cart");
        }

        var expected = cart ?? new ModelCart(0);
        if (!lines.SequenceEqual(expected.Lines))
        {
            return new Mismatch("wrong-lines", $"expected {Answer.Words(expected.Lines)}");
        }

        if (answer.Discount != expected.Code)
        {
            return new Mismatch("wrong-code", $"expected {(expected.Code is { } code ? CallWords.Codes[code] : "no code")}");
        }

        var amounts = world.AmountsOf(expected);
        if (answer.Amounts != amounts)
        {
            var rule = lines.IsEmpty ? "cart-without-lines-costs" : "wrong-amounts";
            return new Mismatch(rule, FormattableString.Invariant($"expected sum {amounts.Summary:F2}, discount {amounts.Discount:F2}, shipping {amounts.Shipping:F2}"), IsMild: true);
        }

        return cart is { Lines.Count: > 0 } && answer.Version < cart.Version
            ? new Mismatch("version-fell", $"the cart was at version {cart.Version} before", IsMild: true)
            : null;
    }

    /// <summary>Returns a function that stores the version that an answer showed.</summary>
    public static Func<World, Answer, World> LearnVersion(int? cart) => (world, answer) => cart is { } id && answer.Lines is not null
        ? world.With(world.Carts[id] with
        {
            Version = answer.Version,
            IsVersionKnown = true,
            TagPart = Answer.CartOf(answer.Tag) ?? world.Carts[id].TagPart,
        })
        : world;

    private static Mismatch? Fine(Answer answer) => answer.IsOk ? null : new Mismatch("wrong-answer", "expected success");

    private static IEnumerable<Outcome> Get(World world, Call call, Jar jar) =>
        from seen in world.Seen(jar)
        select new Outcome(world.With(call.Browser, seen.Jar), answer => Shows(world, seen.Cart, answer)) { Learn = LearnVersion(seen.Cart?.Id) };

    private static IEnumerable<Outcome> Change(World world, Call call, Sent sent, Jar jar)
    {
        foreach (var (cart, at) in world.Seen(jar))
        {
            var verdict = ChangeRules.Of(world, cart ?? new ModelCart(0), call, sent.HasStock);
            Match(verdict, cart, sent, world.HasHadCarts(jar));
            string[] refusals = [.. verdict.Must, .. verdict.May];
            if (refusals.Length > 0)
            {
                yield return Outcome.Refused(world, refusals);
            }

            foreach (var (effect, breaks) in verdict.Effects)
            {
                if (cart is null && sent.Key is not null && !IsAnything(effect))
                {
                    // The key of a change without effect may be remembered in a new cart.
                    yield return Effect(world, call, cart, at, starts: true, effect, startsEmpty: true);
                }

                var must = verdict.Must.Count > 0 ? $"accepted {verdict.Must[0]}" : null;
                yield return Effect(world, call, cart, at, verdict.Starts, effect) with { Breaks = must ?? breaks };
            }
        }
    }

    private static bool IsAnything(ModelCart cart) => cart.Lines.Count > 0 || cart.Code is not null || cart.Option is not null;

    private static Outcome Effect(World world, Call call, ModelCart? cart, Jar jar, bool starts, ModelCart effect, bool startsEmpty = false)
    {
        if (cart is null && !(starts && (startsEmpty || IsAnything(effect))))
        {
            return new Outcome(world, answer => Shows(world, null, answer));
        }

        var next = world;
        if (cart is null)
        {
            next = world.Start(call.Browser, jar, out var started);
            effect = effect with { Id = started.Id, Owner = started.Owner };
        }
        else
        {
            next = world.With(call.Browser, jar);
            if (jar.User is { } user && cart.Owner is null)
            {
                // The claim continues under a new secret.
                effect = effect with { Owner = user };
                next = next.Renew(call.Browser, jar, cart.Id, null);
                next = next with { Active = next.Active.SetItem(user, cart.Id) };
            }
        }

        next = next.With(effect);
        return new Outcome(next, answer => Shows(next, effect, answer)) { Learn = LearnVersion(effect.Id) };
    }

    /// <summary>Adds the effect of If-Match to a verdict.</summary>
    public static void Match(Verdict verdict, ModelCart? cart, Sent sent, bool hasHadCarts)
    {
        var version = sent.MatchVersion;
        if (cart is not null && sent.MatchCart is { } named && named != cart.TagPart)
        {
            // The same version of another cart does not match.
            (cart.TagPart is null ? verdict.May : verdict.Must).Add("version_mismatch");
        }

        // Where there is no cart, the version is 0 at first, and later that of the cart before.
        if (version is not null && cart is null ? version > 0 || hasHadCarts : version is not null && cart is { IsVersionKnown: false })
        {
            verdict.May.Add("version_mismatch");
        }
        else if (version is { } wanted && wanted != (cart?.Version ?? 0))
        {
            verdict.Must.Add("version_mismatch");
        }
    }

    // Requests at once count as if one came after the other; those that find too little are refused, by name.
    private static IEnumerable<Outcome> Burst(World world, Call call, Sent sent, Jar jar)
    {
        foreach (var (cart, at) in world.Seen(jar))
        {
            var next = cart is null ? world.Start(call.Browser, at, out var target) : world.With(call.Browser, at);
            next = cart is { Owner: null } && at.User is { } user
                ? next.Renew(call.Browser, at, cart.Id, null) with { Active = next.Active.SetItem(user, cart.Id) }
                : next;
            target = cart ?? next.Carts.Values.MaxBy(static one => one.Id)!;
            var (ware, held) = (world.Wares[call.Product], target.HeldOf(call.Product));
            var allowed = !ware.IsSold || target.IsHeld ? 0 : sent.HasStock ? Math.Clamp(ware.Stock - held, 0, call.Quantity) : call.Quantity;
            yield return new Outcome(next, answer => answer.Carried == allowed ? null
                : new Mismatch(answer.Carried < allowed ? "adds-at-once-refused" : "adds-at-once-exceed-stock", $"expected {allowed} to be carried out", IsMild: true))
            {
                Learn = (after, answer) => answer.Carried == 0 ? world
                    : after.With(target.With(call.Product, held + answer.Carried, ware.Price) with { IsVersionKnown = false, Owner = target.Owner ?? at.User }),
            };
        }
    }
}
