using System.Collections.Immutable;
using Cart.Engine;

namespace Cart.Testing;

/// <summary>Frozen carts and drafts of their orders.</summary>
internal static class OrderDrafts
{
    /// <summary>Lines whose ids need care: integers, spaces, quotes, braces and what SQL, arrays and JSON escape.</summary>
    public static IReadOnlyList<CartLine> AwkwardLines { get; } =
    [
        new(new ProductKey(7, 42), 2, 9.99m),
        new(new ProductKey(7, "042"), 1, 0m),
        new(new ProductKey(8, "BANK CHARGES"), 3, 15m),
        new(new ProductKey(8, """{"a",'b';\x,NULL}"""), 1, 1.5m),
        new(new ProductKey(8, "NULL"), 4, 0.01m),
        new(new ProductKey(8, " -- $1 $schema$ %s @p "), 5, 2.20m),
        new(new ProductKey(int.MaxValue, new string('~', ProductKey.MaxObjectIdLength)), 1, 148120.10m),
        new(new ProductKey(1, long.MaxValue), int.MaxValue, 9999999999999999.99m),
    ];

    /// <summary>A frozen cart of awkward lines, in US dollars.</summary>
    public static CartSnapshot Cart(long fence = 1, string? userId = null) =>
        Cart(Currency.Usd, [.. AwkwardLines]) with { Fence = fence, UserId = userId };

    /// <summary>A frozen cart of the lines given.</summary>
    public static CartSnapshot Cart(Currency currency, params CartLine[] lines) => new()
    {
        Id = CartId.New(),
        Version = 3,
        State = CartState.CheckingOut,
        Currency = currency,
        Lines = [.. lines],
        Fence = 1,
    };

    /// <summary>Totals with one discount, one tax and one price of shipping.</summary>
    public static CartTotals Totals(Currency currency, decimal summary, decimal discount = 0, decimal tax = 0, decimal shipping = 0, string? code = null) =>
        new(currency, summary, Adjustments(discount, tax, shipping, code));

    /// <summary>The parts of such totals.</summary>
    public static ImmutableArray<Adjustment> Adjustments(decimal discount, decimal tax, decimal shipping, string? code = null) =>
    [
        new(Adjustment.Discount, code, 0 - discount), new(Adjustment.Tax, null, tax), new(Adjustment.Shipping, null, shipping),
    ];

    /// <summary>A draft, with an id of its own, of a cart at its own prices.</summary>
    public static OrderDraft Of(CartSnapshot cart)
    {
        Assert.True(CartTotals.TrySum(cart, out var summary), "The test's cart costs more than an order can.");
        var totals = new CartTotals(cart.Currency, summary);
        return new OrderDraft(OrderId.New(TimeProvider.System), cart, totals, TimeProvider.System.GetUtcNow());
    }
}
