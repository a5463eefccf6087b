using Cart.Engine;
using StackExchange.Redis;

namespace Cart.LoadTest;

/// <summary>
/// One blob a cart in the binary form of Protocol Buffers, in a field of a hash: get, parse, change, set. It is the design of the cart
/// service in Online Boutique. Two changes at once overwrite each other.
/// </summary>
internal sealed class ProtobufCarts(IDatabase database) : IShopCarts
{
    private static readonly RedisValue Field = "cart";

    public string Name => "protobuf blob";

    public async Task AddAsync(CartId cart, ProductKey product, int quantity, CancellationToken cancellationToken)
    {
        var key = KeyOf(cart);
        var basket = ProtobufBasket.Read((byte[]?)await database.HashGetAsync(key, Field), cart.ToString());
        basket.Add(product.ToString(), quantity);
        await database.HashSetAsync(key, Field, basket.Write());
    }

    public async Task<IReadOnlyList<CartLine>> ReadAsync(CartId cart, CancellationToken cancellationToken) =>
        LinesOf(ProtobufBasket.Read((byte[]?)await database.HashGetAsync(KeyOf(cart), Field), cart.ToString()).Lines);

    public async Task MergeAsync(CartId source, CartId target, CancellationToken cancellationToken)
    {
        foreach (var line in await ReadAsync(source, cancellationToken))
        {
            await AddAsync(target, line.Product, line.Quantity.ToInt32(), cancellationToken);
        }

        await database.KeyDeleteAsync(KeyOf(source));
    }

    public Task RemoveAsync(IReadOnlyCollection<CartId> carts, CancellationToken cancellationToken) =>
        database.KeyDeleteAsync([.. carts.Select(KeyOf)]);

    public static IReadOnlyList<CartLine> LinesOf(IEnumerable<BasketLine> lines) => [.. lines.Select(static line =>
    {
        Expect.That(ProductKey.TryParse(line.ProductId, out var product), "A product's id", line.ProductId);
        return new CartLine(product, line.Quantity, Shelf.PriceOf(product));
    })];

    private static RedisKey KeyOf(CartId cart) => $"protobuf:{cart}";
}
