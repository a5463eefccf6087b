using Cart.Engine;
using StackExchange.Redis;

namespace Cart.LoadTest;

/// <summary>
/// One JSON text a cart: get, change, set, and get again for the answer. It is the design of the basket service in eShop. Two changes at
/// once overwrite each other.
/// </summary>
internal sealed class JsonCarts(IDatabase database) : IShopCarts
{
    public string Name => "JSON blob, read back";

    public async Task AddAsync(CartId cart, ProductKey product, int quantity, CancellationToken cancellationToken)
    {
        var basket = await BasketAsync(cart);
        basket.Add(product, quantity);
        await database.StringSetAsync(KeyOf(cart), basket.Write());
        await BasketAsync(cart);
    }

    public async Task<IReadOnlyList<CartLine>> ReadAsync(CartId cart, CancellationToken cancellationToken) => (await BasketAsync(cart)).Lines();

    public async Task MergeAsync(CartId source, CartId target, CancellationToken cancellationToken)
    {
        var (from, into) = (await BasketAsync(source), await BasketAsync(target));
        foreach (var line in from.Lines())
        {
            into.Add(line.Product, line.Quantity.ToInt32());
        }

        await database.StringSetAsync(KeyOf(target), into.Write());
        await database.KeyDeleteAsync(KeyOf(source));
    }

    public Task RemoveAsync(IReadOnlyCollection<CartId> carts, CancellationToken cancellationToken) =>
        database.KeyDeleteAsync([.. carts.Select(KeyOf)]);

    public static RedisKey KeyOf(CartId cart) => $"/basket/{cart}";

    private async Task<JsonBasket> BasketAsync(CartId cart) => JsonBasket.Read((byte[]?)await database.StringGetAsync(KeyOf(cart)), cart);
}
