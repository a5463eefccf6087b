using Cart.Engine;
using Cart.Redis;

namespace Cart.LoadTest;

/// <summary>The engine.</summary>
internal sealed class EngineCarts(CartEngine engine, RedisSide redis) : IShopCarts
{
    public string Name => "engine";

    public async Task AddAsync(CartId cart, ProductKey product, int quantity, CancellationToken cancellationToken)
    {
        var result = await engine.ApplyAsync(cart, new AddLines(product, quantity, Shelf.PriceOf(product)), cancellationToken);
        Expect.That(result.Status is CartStatus.Ok, "An add", result.Status);
    }

    public async Task<IReadOnlyList<CartLine>> ReadAsync(CartId cart, CancellationToken cancellationToken) =>
        (await engine.GetAsync(cart, cancellationToken)).Lines;

    public async Task MergeAsync(CartId source, CartId target, CancellationToken cancellationToken)
    {
        var result = await engine.MergeAsync(source, new CartMerge(target, MergeStrategy.Add), cancellationToken: cancellationToken);
        Expect.That(result.Status is CartStatus.Ok or CartStatus.CartEmpty, "A merge", result.Status);
    }

    public Task RemoveAsync(IReadOnlyCollection<CartId> carts, CancellationToken cancellationToken) => redis.RemoveAsync(carts.Select(CartKeys.Default.Cart));
}
