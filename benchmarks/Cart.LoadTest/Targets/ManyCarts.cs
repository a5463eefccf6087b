using Cart.Engine;
using Cart.Redis;
using StackExchange.Redis;

namespace Cart.LoadTest;

/// <summary>Any number of carts of one line, which only take a moment to fill: the engine's script is sent without waiting for answers.</summary>
internal sealed class ManyCarts
{
    private const int Ahead = 10_000;

    private readonly TargetBench _bench;
    private readonly CartId[] _carts;

    private ManyCarts(TargetBench bench, CartId[] carts) => (_bench, _carts) = (bench, carts);

    public static async Task<ManyCarts> FillAsync(TargetBench bench, int carts, CancellationToken cancellationToken)
    {
        var filled = new ManyCarts(bench, [.. Enumerable.Range(0, carts).Select(static _ => CartId.New())]);
        var raw = await RawAdds.HearAsync(bench, [Shelf.Products[0]], cancellationToken);
        for (var i = 0; i < carts; i++)
        {
            await raw.AddAsync(filled._carts[i], product: 0, (i + 1) % Ahead == 0 ? CommandFlags.None : CommandFlags.FireAndForget);
        }

        // The answer to one more command comes behind all the others'.
        await bench.Redis.Database.PingAsync();
        Expect.That(await bench.Redis.Database.KeyExistsAsync(CartKeys.Default.Cart(filled._carts[^1])), "Filling many carts", "no cart");
        return filled;
    }

    /// <summary>Adds a second, all over the carts.</summary>
    public async Task<double> RateAsync(int adds, CancellationToken cancellationToken) => (await ClosedLoop.RunAsync(
        TargetBench.Callers,
        adds,
        (number, caller) => _bench.Carts.AddAsync(_carts[(int)((uint)number * 2_654_435_761L % (uint)_carts.Length)], Shelf.Products[0], 1, caller),
        cancellationToken)).Rate;

    public Task RemoveAsync() => _bench.Redis.RemoveAsync(_carts.Select(CartKeys.Default.Cart));
}
