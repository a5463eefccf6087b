using Cart.Engine;
using StackExchange.Redis;

namespace Cart.LoadTest;

/// <summary>The protobuf blob, changed under WATCH: whoever comes second finds the blob changed, and tries again. Nothing is lost.</summary>
internal sealed class WatchedCarts(IDatabase database) : IShopCarts
{
    private const int MaxTries = 1_000;

    private static readonly RedisValue Field = "cart";

    public string Name => "WATCH and MULTI";

    public Task AddAsync(CartId cart, ProductKey product, int quantity, CancellationToken cancellationToken) => UntilUnchangedAsync(async () =>
    {
        var (key, blob) = (KeyOf(cart), await database.HashGetAsync(KeyOf(cart), Field));
        var transaction = database.CreateTransaction();
        transaction.AddCondition(Unchanged(key, blob));
        _ = transaction.HashSetAsync(key, Field, With(blob, cart, [new CartLine(product, quantity, 0)]));
        return transaction;
    });

    public async Task<IReadOnlyList<CartLine>> ReadAsync(CartId cart, CancellationToken cancellationToken) =>
        ProtobufCarts.LinesOf(ProtobufBasket.Read((byte[]?)await database.HashGetAsync(KeyOf(cart), Field), cart.ToString()).Lines);

    public Task MergeAsync(CartId source, CartId target, CancellationToken cancellationToken) => UntilUnchangedAsync(async () =>
    {
        var (from, into) = (await database.HashGetAsync(KeyOf(source), Field), await database.HashGetAsync(KeyOf(target), Field));
        var lines = ProtobufCarts.LinesOf(ProtobufBasket.Read((byte[]?)from, source.ToString()).Lines);
        var transaction = database.CreateTransaction();
        transaction.AddCondition(Unchanged(KeyOf(source), from));
        transaction.AddCondition(Unchanged(KeyOf(target), into));
        _ = transaction.HashSetAsync(KeyOf(target), Field, With(into, target, lines));
        _ = transaction.KeyDeleteAsync(KeyOf(source));
        return transaction;
    });

    public Task RemoveAsync(IReadOnlyCollection<CartId> carts, CancellationToken cancellationToken) =>
        database.KeyDeleteAsync([.. carts.Select(KeyOf)]);

    private static async Task UntilUnchangedAsync(Func<Task<ITransaction>> change)
    {
        for (var tries = 0; tries < MaxTries; tries++)
        {
            if (await (await change()).ExecuteAsync())
            {
                return;
            }
        }

        throw new InvalidOperationException($"A cart was changed by others {MaxTries} times in a row.");
    }

    private static byte[] With(RedisValue blob, CartId cart, IReadOnlyList<CartLine> lines)
    {
        var basket = ProtobufBasket.Read((byte[]?)blob, cart.ToString());
        foreach (var line in lines)
        {
            basket.Add(line.Product.ToString(), line.Quantity.ToInt32());
        }

        return basket.Write();
    }

    private static Condition Unchanged(RedisKey key, RedisValue blob) =>
        blob.IsNull ? Condition.HashNotExists(key, Field) : Condition.HashEqual(key, Field, blob);

    private static RedisKey KeyOf(CartId cart) => $"watched:{cart}";
}
