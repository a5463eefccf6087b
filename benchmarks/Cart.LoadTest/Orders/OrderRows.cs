using Cart.Engine;

namespace Cart.LoadTest;

/// <summary>The order that everyone places: three lines.</summary>
internal static class OrderRows
{
    public static readonly CartLine[] Lines =
    [
        new(new ProductKey(7, 1), 2, 9.99m), new(new ProductKey(7, 2), 1, 24.50m), new(new ProductKey(8, "A-17"), 3, 1.20m),
    ];

    public static OrderDraft[] Drafts(int count, DiscountCode? code)
    {
        var summary = Lines.Sum(static line => line.TotalPrice);
        var totals = new CartTotals(Currency.Usd, summary, new Adjustment(Adjustment.Discount, code?.Text, code is null ? 0 : Currency.Usd.Round(summary / -10)));
        return [.. Enumerable.Range(0, count).Select(_ => new OrderDraft(OrderId.New(TimeProvider.System), Cart(), totals, TimeProvider.System.GetUtcNow())
        {
            Discounts = code is { } used ? [used] : [],
        })];
    }

    public static OrderDraft Draft(DiscountCode? code) => Drafts(1, code)[0];

    private static CartSnapshot Cart() => new()
    {
        Id = CartId.New(),
        Version = 1,
        Fence = 1,
        State = CartState.CheckingOut,
        Currency = Currency.Usd,
        Lines = [.. Lines],
    };
}
