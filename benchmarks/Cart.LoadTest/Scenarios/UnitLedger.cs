using Cart.Engine;

namespace Cart.LoadTest;

/// <summary>Counts the units that each cart must have, cart by cart, so that a loss here cannot hide behind a surplus there.</summary>
internal sealed class UnitLedger(IReadOnlyList<CartId> carts)
{
    private readonly long[] _acknowledged = new long[carts.Count];
    private long _unknown;

    public IReadOnlyList<CartId> Carts { get; } = carts;

    public void Acknowledge(int cart, long units) => Interlocked.Add(ref _acknowledged[cart], units);

    /// <summary>Carries out an add and counts it: as acknowledged once it returns, as unknown if it fails.</summary>
    public async Task CountAsync(int cart, long units, Func<Task> add)
    {
        try
        {
            await add();
        }
        catch
        {
            Interlocked.Add(ref _unknown, units);
            throw;
        }

        Acknowledge(cart, units);
    }

    /// <summary>Reads every cart and compares.</summary>
    public async Task<LossCheck> CheckAsync(Func<CartId, Task<long>> unitsOf)
    {
        var (lost, surplus) = (0L, 0L);
        for (var cart = 0; cart < Carts.Count; cart++)
        {
            var missing = _acknowledged[cart] - await unitsOf(Carts[cart]);
            lost += Math.Max(0, missing);
            surplus += Math.Max(0, -missing);
        }

        return new LossCheck("units", _acknowledged.Sum(), lost, surplus, Interlocked.Read(ref _unknown));
    }

    public Task<LossCheck> CheckAsync(IShopCarts design, CancellationToken cancellationToken) =>
        CheckAsync(async cart => (await design.ReadAsync(cart, cancellationToken)).Sum(static line => (long)line.Quantity.ToInt32()));
}
