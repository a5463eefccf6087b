using System.Collections.Immutable;

namespace Cart.Walk;

/// <summary>
/// One possible state of the shop. Where the rules leave a choice, the judge keeps several.
/// </summary>
internal sealed record World
{
    /// <summary>The number of codes that exist; the last code of CallWords does not.</summary>
    public const int CodeCount = 3;

    public static readonly decimal[] Values = [10m, 50m, 5m];
    public static readonly decimal[] Minimums = [0m, 0m, 20m];

    private static readonly Ware[] First = [new(9.99m, 20_000, true), new(10.49m, 20_000, true), new(34m, 12, true), new(1.25m, 20_000, true)];

    /// <summary>The shop at the beginning of a walk.</summary>
    public static World Beginning { get; } = new();

    public ImmutableArray<Ware> Wares { get; init; } = [.. First];

    public ImmutableArray<bool> Codes { get; init; } = [true, true, true];

    public ImmutableDictionary<int, ModelCart> Carts { get; init; } = ImmutableDictionary<int, ModelCart>.Empty;

    public ImmutableDictionary<int, Token> Tokens { get; init; } = ImmutableDictionary<int, Token>.Empty;

    public ImmutableArray<Jar> Jars { get; init; } = [.. CallWords.Browsers.Select(static _ => new Jar(null, null))];

    /// <summary>The cart of each user.</summary>
    public ImmutableDictionary<int, int> Active { get; init; } = ImmutableDictionary<int, int>.Empty;

    public ImmutableList<ModelOrder> Orders { get; init; } = [];

    /// <summary>The guests' orders of each session.</summary>
    public ImmutableDictionary<int, ImmutableHashSet<string>> OrdersOf { get; init; } = ImmutableDictionary<int, ImmutableHashSet<string>>.Empty;

    /// <summary>The session that came before a session.</summary>
    public ImmutableDictionary<int, int> Before { get; init; } = ImmutableDictionary<int, int>.Empty;

    public ImmutableDictionary<string, ModelKey> Keys { get; init; } = ImmutableDictionary<string, ModelKey>.Empty;

    public ImmutableDictionary<int, ModelStream> Streams { get; init; } = ImmutableDictionary<int, ModelStream>.Empty;

    /// <summary>The users of all sign-outs so far, in order.</summary>
    public ImmutableList<int> SignOuts { get; init; } = [];

    /// <summary>The jar after the first of two tabs.</summary>
    public Jar? Aside { get; init; }

    /// <summary>The jar before two tabs or a held checkout.</summary>
    public Jar? Kept { get; init; }

    /// <summary>How the shop knows its shoppers' carts.</summary>
    public Adapter Adapter { get; init; }

    /// <summary>true if the server keeps the session, so that a copy of its current cookie is the same session; otherwise, false.</summary>
    public bool SharesSessions => Adapter is not Adapter.Cookie;

    private int Last { get; init; }

    public ModelCart? ActiveOf(int user) => Active.TryGetValue(user, out var id) && Carts[id] is { IsOpen: true } cart ? cart : null;

    public World With(ModelCart cart) => this with { Carts = Carts.SetItem(cart.Id, cart) };

    public World With(int browser, Jar jar) => this with { Jars = Jars.SetItem(browser, jar) };

    /// <summary>Returns a new number for a cart, a token or a session.</summary>
    public World Number(out int number)
    {
        number = Last + 1;
        return this with { Last = number };
    }

    public ImmutableHashSet<string> OrdersIn(int? token) =>
        token is { } known && OrdersOf.TryGetValue(Tokens[known].Lineage, out var orders) ? orders : [];

    /// <summary>Returns true if a session is the other one or descends from it; otherwise, false.</summary>
    public bool DescendsFrom(int lineage, int ancestor) =>
        lineage == ancestor || (Before.TryGetValue(lineage, out var before) && DescendsFrom(before, ancestor));

    /// <summary>Returns subtotal, discount and shipping. A cart without lines costs nothing.</summary>
    public (decimal Summary, decimal Discount, decimal Shipping) AmountsOf(ModelCart cart)
    {
        var summary = cart.Lines.Values.Sum(static line => line.Quantity * line.Price);
        var discount = cart.Code is { } code && ReasonAgainst(code, summary) is null
            ? code == 2 ? Math.Min(Values[code], summary) : Math.Round(summary / 100 * Values[code], 2, MidpointRounding.AwayFromZero)
            : 0m;
        return (summary, discount, cart is { Option: { } option, Lines.Count: > 0 } ? WalkDelivery.Prices[option] : 0m);
    }

    /// <summary>Returns why a code is invalid for a subtotal; null if it is valid.</summary>
    public string? ReasonAgainst(int code, decimal summary) =>
        code >= CodeCount ? "discount_not_found"
        : !Codes[code] ? "discount_inactive"
        : summary < Minimums[code] ? "discount_minimum_not_met"
        : null;

    /// <summary>Lists the carts that a browser may see, each with the jar after it; a null cart means no cart.</summary>
    public IEnumerable<(ModelCart? Cart, Jar Jar)> Seen(Jar jar)
    {
        if (jar.User is { } user)
        {
            return ActiveOf(user) is { } active ? [(active, jar)] : SeenUnclaimed(jar);
        }

        return jar.Token is { } token ? SeenBy(jar, Tokens[token]).DistinctBy(static seen => seen.Cart?.Id) : [(null, jar)];
    }

    /// <summary>Returns true if a browser with this jar may know the version of a cart; otherwise, false.</summary>
    public bool HasHadCarts(Jar jar) => jar.Token is not null || (jar.User is { } user && Carts.Values.Any(cart => cart.Owner == user));

    /// <summary>Returns the cart if it is open and has no owner; otherwise, null.</summary>
    public ModelCart? GuestCartOf(int? cart) => cart is { } id && Carts[id] is { IsOpen: true, Owner: null } open ? open : null;

    /// <summary>Returns the guest's cart that a token or one of its successors names; null if there is none.</summary>
    public ModelCart? LastOf(int token) =>
        GuestCartOf(Tokens[token].Cart) ?? (Tokens[token].Successor is { } successor ? LastOf(successor) : null);

    /// <summary>Starts the next cart of a jar.</summary>
    public World Start(int browser, Jar jar, out ModelCart cart)
    {
        var world = Number(out var id).Number(out var next);
        if (jar.User is { } shopper)
        {
            // The index of the user names the cart; the session does not.
            cart = new ModelCart(id) { Owner = shopper };
            return (world with { Active = world.Active.SetItem(shopper, id) }).With(cart).With(browser, jar);
        }

        var lineage = id;
        if (jar.Token is { } token)
        {
            lineage = Tokens[token].Lineage;
            world = Tokens[token].Successor is null
                ? world with { Tokens = world.Tokens.SetItem(token, Tokens[token] with { Successor = next }) }
                : world;
        }

        cart = new ModelCart(id);
        world = world with { Tokens = world.Tokens.SetItem(next, new Token(lineage, id)) };
        return world.With(cart).With(browser, jar with { Token = next });
    }

    /// <summary>Gives a browser a new secret and cuts all older copies of its cookies.</summary>
    public World Renew(int browser, Jar jar, int? cart, int? maybe)
    {
        var world = Number(out var next).Number(out _);
        var lineage = next;
        if (jar.Token is { } token)
        {
            var old = Tokens[token].Lineage;
            world = world with
            {
                Tokens = world.Tokens.SetItems(world.Tokens.Where(pair => pair.Value.Lineage == old)
                    .Select(static pair => KeyValuePair.Create(pair.Key, pair.Value with { IsCut = true }))),
                OrdersOf = world.OrdersOf.TryGetValue(old, out var orders) ? world.OrdersOf.SetItem(lineage, orders) : world.OrdersOf,
                Before = world.Before.SetItem(lineage, old),
            };
        }

        world = world with { Tokens = world.Tokens.SetItem(next, new Token(lineage, cart) { Maybe = maybe }) };
        return world.With(browser, jar with { Token = next });
    }

    // A user who has no cart may be shown a guest's that the session names, until it is merged; a change makes it the user's.
    private IEnumerable<(ModelCart? Cart, Jar Jar)> SeenUnclaimed(Jar jar)
    {
        yield return (null, jar);
        if (jar.Token is not { } id)
        {
            yield break;
        }

        var token = Tokens[id];
        if ((GuestCartOf(token.Cart) ?? GuestCartOf(token.Maybe)) is { } named)
        {
            // Also an old copy of a cookie leads to the cart that it names.
            yield return (named, jar);
        }
        else if (token.Successor is not null && (SharesSessions || token.IsCut || token.Cart is not { } last || Carts[last].End is CartEnd.Deleted))
        {
            foreach (var later in SeenBy(jar, token).Where(static seen => seen.Cart is not null))
            {
                yield return later;
            }
        }
    }

    private IEnumerable<(ModelCart? Cart, Jar Jar)> SeenBy(Jar jar, Token token)
    {
        if (GuestCartOf(token.Cart) is { } cart)
        {
            yield return (cart, jar);
            if (!token.IsCut)
            {
                yield break;
            }
        }

        if (GuestCartOf(token.Maybe) is { } maybe)
        {
            yield return (maybe, jar);
        }

        if (token.Successor is { } successor)
        {
            foreach (var later in SeenBy(jar with { Token = successor }, Tokens[successor]))
            {
                yield return later;
            }
        }

        yield return (null, jar);
    }
}
