using Cart.Engine;
using Cart.Redis;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cart.Embedded.Tests;

/// <summary>Carts in an embedded server of one test's own.</summary>
internal sealed class EmbeddedShop : IAsyncDisposable
{
    public static readonly ProductKey Widget = new(7, 42);

    private EmbeddedShop(EmbeddedCartServer server, IConnectionMultiplexer connection)
    {
        Server = server;
        Connection = connection;
        Carts = new RedisCartStore(RedisLink.Of(connection), Options.Create(new CartOptions()), TimeProvider.System, CartKeys.Default);
    }

    public EmbeddedCartServer Server { get; }

    public IConnectionMultiplexer Connection { get; }

    public RedisCartStore Carts { get; }

    public static async Task<EmbeddedShop> StartAsync(string dataDirectory, EmbeddedServerSettings? settings = null)
    {
        var server = EmbeddedCartServer.Start(dataDirectory, settings ?? new EmbeddedServerSettings());
        return new EmbeddedShop(server, await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure(server.ConnectionString)));
    }

    public async Task<List<CartId>> AddCartsAsync(int count, CancellationToken cancellationToken)
    {
        var carts = Enumerable.Range(0, count).Select(static _ => CartId.New()).ToList();
        await Task.WhenAll(carts.Select(cart => Carts.ApplyAsync(cart, new AddLines(Widget, 2, 9.99m), cancellationToken).AsTask()));
        return carts;
    }

    public async Task<int> CountAsync(IEnumerable<CartId> carts, CancellationToken cancellationToken)
    {
        var read = await Task.WhenAll(carts.Select(cart => Carts.GetAsync(cart, cancellationToken).AsTask()));
        return read.Count(static cart => cart.Lines.SequenceEqual([new CartLine(Widget, 2, 9.99m)]));
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        Server.Dispose();
    }
}
