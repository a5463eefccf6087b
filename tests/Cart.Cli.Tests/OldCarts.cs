using Cart.Engine;
using Cart.Redis;
using Cart.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Cart.Cli.Tests;

/// <summary>Carts of any age, in a database of the Redis that holds nothing else.</summary>
internal sealed class OldCarts : IAsyncDisposable
{
    private readonly ConnectionMultiplexer _connection;

    private OldCarts(string connectionString, ConnectionMultiplexer connection)
    {
        (ConnectionString, _connection) = (connectionString, connection);
        Directory = new RedisCartDirectory(RedisLink.Of(connection), Options.Create(new CartOptions()), TimeProvider.System, CartKeys.Default);
        Now = Store(0);
    }

    public string ConnectionString { get; }

    public ICartDirectory Directory { get; }

    /// <summary>The carts as a shopper of today changes them.</summary>
    public ICartStore Now { get; }

    public static async Task<OldCarts> CreateAsync(int database)
    {
        var connectionString = $"{await RedisServer.ConnectionStringAsync()},defaultDatabase={database}";
        var carts = new OldCarts(connectionString, await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure(connectionString)));
        await carts.EmptyAsync();
        return carts;
    }

    /// <summary>The carts as they were changed so many days ago.</summary>
    public ICartStore Store(double daysAgo) => new RedisCartStore(
        RedisLink.Of(_connection), Options.Create(new CartOptions()), new FakeTimeProvider(TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(daysAgo)),
        CartKeys.Default);

    public static async Task<CartId> FillAsync(ICartStore store, CartId? cart = null)
    {
        var id = cart ?? CartId.New();
        await store.ApplyAsync(id, new AddLines([new(new ProductKey(7, "42"), 2, 9.99m)]), TestContext.Current.CancellationToken);
        return id;
    }

    public async Task<HashSet<CartId>> AllAsync()
    {
        var all = new HashSet<CartId>();
        string? cursor = null;
        do
        {
            var page = await Directory.ListAsync(cursor, 1000, TestContext.Current.CancellationToken);
            all.UnionWith(page.Carts.Select(static cart => cart.Id));
            cursor = page.Next;
        }
        while (cursor is not null);

        return all;
    }

    public async ValueTask DisposeAsync()
    {
        await EmptyAsync();
        await _connection.DisposeAsync();
    }

    private Task EmptyAsync() => _connection.GetDatabase().ExecuteAsync("FLUSHDB");
}
