using Cart.Engine;

namespace Cart.LoadTest;

/// <summary>Rounds of orders, on tables of their own.</summary>
internal sealed class OrderRounds : IAsyncDisposable
{
    /// <summary>How many callers order at the same time.</summary>
    public const int Callers = 256;

    private const int Locked = 2_000;
    private const int Many = 12_000;

    private OrderRounds(LoadedShop shop, PlainOrders plain) => (Shop, Plain) = (shop, plain);

    public LoadedShop Shop { get; }

    public PlainOrders Plain { get; }

    public static async Task<OrderRounds> OpenAsync(ServerAddresses addresses, CancellationToken cancellationToken)
    {
        var shop = await LoadedShop.OpenAsync(addresses, long.MaxValue / 2, cancellationToken);
        return new OrderRounds(shop, new PlainOrders(addresses.NeededPostgres, shop.Schema));
    }

    public async Task<TargetRow> CheckoutsAsync(TargetBench bench, string id, DiscountCode? code, double least, CancellationToken cancellationToken)
    {
        var plain = code is null ? Many : Locked;
        var measured = await bench.Rounds.InTurnAsync(
            id,
            cancellationToken,
            () => RateAsync(plain, Plain.OneByOneAsync(plain, code, cancellationToken), cancellationToken),
            () => RateAsync(Many, Shop.CheckoutsAsync(Many, code, cancellationToken), cancellationToken));
        return Row(id, $"whole checkouts by 256 callers, {Words(code)}", code is null ? "one transaction an order" : "one transaction an order, the discount's row locked", measured, least);
    }

    public async Task<TargetRow> PlacementsAsync(TargetBench bench, string id, DiscountCode? code, double least, CancellationToken cancellationToken)
    {
        var measured = await bench.Rounds.InTurnAsync(
            id,
            cancellationToken,
            () => RateAsync(Many, Plain.GroupedAsync(Many, code, cancellationToken), cancellationToken),
            () => RateAsync(Many, Shop.PlacementsAsync(Many, code, cancellationToken), cancellationToken));
        return Row(id, $"orders placed by 256 callers, {Words(code)}", "plain grouped inserts of the same rows", measured, least);
    }

    public async ValueTask DisposeAsync()
    {
        await Plain.DisposeAsync();
        await Shop.DisposeAsync();
    }

    private static async Task<double> RateAsync(int orders, Task<Func<int, CancellationToken, Task>> prepared, CancellationToken cancellationToken) =>
        (await ClosedLoop.RunAsync(Callers, orders, await prepared, cancellationToken)).Rate;

    private static string Words(DiscountCode? code) => code is null ? "no discount" : "all with one code";

    private static TargetRow Row(string id, string what, string against, IReadOnlyList<IReadOnlyList<double>> measured, double least) => new()
    {
        Id = id,
        What = what,
        Unit = "orders/s",
        Values = measured[1],
        Against = against,
        References = measured[0],
        Rule = TargetRule.RatioAtLeast(least),
    };
}
