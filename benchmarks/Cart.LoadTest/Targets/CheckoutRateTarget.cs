namespace Cart.LoadTest;

/// <summary>P6: whole checkouts (freeze, price, redeem, commit, finish) against one transaction for each order, without a cart to freeze.</summary>
internal sealed class CheckoutRateTarget : ITarget
{
    public string Id => "P6";

    public string Subject => "checkouts a second";

    public bool NeedsPostgres => true;

    public async Task<IReadOnlyList<TargetRow>> MeasureAsync(TargetBench bench, CancellationToken cancellationToken)
    {
        await using var orders = await OrderRounds.OpenAsync(bench.Redis.Addresses, cancellationToken);
        TargetRow[] rows =
        [
            await orders.CheckoutsAsync(bench, "P6", LoadedShop.Hot, 10, cancellationToken),
            await orders.CheckoutsAsync(bench, "P6b", code: null, 2, cancellationToken),
        ];
        await orders.Shop.CheckAsync(cancellationToken);
        return rows;
    }
}
