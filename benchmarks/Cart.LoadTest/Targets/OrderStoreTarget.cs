namespace Cart.LoadTest;

/// <summary>P7: the order store alone, with its fence, redemptions and outbox, against plain grouped inserts of the same rows.</summary>
internal sealed class OrderStoreTarget : ITarget
{
    public string Id => "P7";

    public string Subject => "orders a second into the store alone";

    public bool NeedsPostgres => true;

    public async Task<IReadOnlyList<TargetRow>> MeasureAsync(TargetBench bench, CancellationToken cancellationToken)
    {
        await using var orders = await OrderRounds.OpenAsync(bench.Redis.Addresses, cancellationToken);
        return
        [
            await orders.PlacementsAsync(bench, "P7", code: null, 0.75, cancellationToken),
            await orders.PlacementsAsync(bench, "P7b", LoadedShop.Hot, 0.75, cancellationToken),
        ];
    }
}
