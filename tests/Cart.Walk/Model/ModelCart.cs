using System.Collections.Immutable;

namespace Cart.Walk;

/// <summary>How a cart ended.</summary>
internal enum CartEnd
{
    None,
    Ordered,
    Merged,
    Deleted,
}

/// <summary>A line of a cart or an order.</summary>
internal readonly record struct Line(int Quantity, decimal Price);

/// <summary>A product as the shop has it.</summary>
internal sealed record Ware(decimal Price, int Stock, bool IsSold);

/// <summary>A cart as the model knows it.</summary>
internal sealed record ModelCart(int Id)
{
    /// <summary>The user whose cart it is; null for a guest's.</summary>
    public int? Owner { get; init; }

    public CartEnd End { get; init; }

    public ImmutableSortedDictionary<int, Line> Lines { get; init; } = ImmutableSortedDictionary<int, Line>.Empty;

    public int? Code { get; init; }

    public int? Option { get; init; }

    /// <summary>The version in the last answer.</summary>
    public long Version { get; init; }

    /// <summary>How entity tags name the cart; null if no answer has shown it yet.</summary>
    public string? TagPart { get; init; }

    /// <summary>true if the cart did not change since; otherwise, false.</summary>
    public bool IsVersionKnown { get; init; } = true;

    /// <summary>true while a checkout holds the cart; otherwise, false.</summary>
    public bool IsHeld { get; init; }

    /// <summary>The user whose sign-in was refused with this cart; null if there is none.</summary>
    public int? RefusedTo { get; init; }

    public bool IsOpen => End is CartEnd.None;

    public int HeldOf(int product) => Lines.TryGetValue(product, out var line) ? line.Quantity : 0;

    public ModelCart With(int product, int quantity, decimal price) =>
        this with { Lines = quantity == 0 ? Lines.Remove(product) : Lines.SetItem(product, new Line(quantity, price)) };
}

/// <summary>An order as the model knows it.</summary>
/// <param name="Id">The id that the shop gave it.</param>
/// <param name="User">The user whose order it is; null for a guest's.</param>
internal sealed record ModelOrder(string Id, int? User);

/// <summary>The model's view of a browser's cart cookies.</summary>
/// <param name="Lineage">The session that all copies of the cookies share; a sign-in or sign-out starts another.</param>
/// <param name="Cart">The cart that they name.</param>
internal sealed record Token(int Lineage, int? Cart)
{
    /// <summary>The token of the next cart of the same session; null if there is none.</summary>
    public int? Successor { get; init; }

    /// <summary>true after a sign-in or sign-out replaced it; otherwise, false.</summary>
    public bool IsCut { get; init; }

    /// <summary>A cart that this token may lead to, but need not.</summary>
    public int? Maybe { get; init; }
}

/// <summary>The cookies of a browser.</summary>
/// <param name="Token">What its cart cookies stand for; null for none.</param>
/// <param name="User">Who is signed in; null for a guest.</param>
internal sealed record Jar(int? Token, int? User)
{
    /// <summary>The orders that the browser must see as a guest.</summary>
    public ImmutableHashSet<string> Orders { get; init; } = [];
}

/// <summary>An Idempotency-Key that was sent.</summary>
internal sealed record ModelKey(int Lineage, int? User, bool IsOk, string? Order)
{
    /// <summary>true if the shop must remember it; false for a checkout that was answered the order of another request.</summary>
    public bool IsSure { get; init; } = true;
}

/// <summary>A live stream: the cookies that it was opened with, and the cart that it shows.</summary>
/// <param name="Jar">The cookies.</param>
/// <param name="Browser">The browser that opened it.</param>
/// <param name="Cart">The cart.</param>
/// <param name="SignOuts">How many sign-outs there had been.</param>
internal sealed record ModelStream(Jar Jar, int Browser, int Cart, int SignOuts);
