using Cart.Engine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cart.LoadTest;

/// <summary>A host of the engine as a storefront has it, with tables of its own.</summary>
internal sealed class LoadedShop : IAsyncDisposable
{
    public static readonly DiscountCode Hot = DiscountCode.Parse("HOT");

    private static readonly AddLines Filling =
        new(OrderRows.Lines);

    private readonly IHost _host;

    private readonly string _postgres;

    private LoadedShop(IHost host, string postgres, string schema) => (_host, _postgres, Schema) = (host, postgres, schema);

    public string Schema { get; }

    public static async Task<LoadedShop> OpenAsync(ServerAddresses addresses, long hotUses, CancellationToken cancellationToken)
    {
        var schema = "load_" + Guid.NewGuid().ToString("N")[..8];
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.ClearProviders();
        // A machine that is busy with other things is slow, not broken.
        builder.Services.AddCartCore()
            .UseRedis(addresses.Redis + ",asyncTimeout=30000")
            .UsePostgres(addresses.NeededPostgres, postgres => postgres.Schema = schema);
        builder.Services.Configure<CheckOptions>(static checks => checks.Override.UnionWith(["redis_persistence", "redis_order_store"]));
        var shop = new LoadedShop(builder.Build(), addresses.NeededPostgres, schema);
        await shop._host.StartAsync(cancellationToken);
        var discounts = shop._host.Services.GetRequiredService<IDiscountStore>();

        // Redis is connected at the first use: not by callers who are measured, and who would all wait for it at once.
        await using (var scope = shop._host.Services.CreateAsyncScope())
        {
            await scope.ServiceProvider.GetRequiredService<CartEngine>().GetAsync(CartId.New(), cancellationToken);
        }

        await discounts.CreateAsync(new Discount { Code = Hot, Value = 10, MaxUses = hotUses }, cancellationToken);
        return shop;
    }

    /// <summary>Makes one whole shopping trip: a cart, its lines, a code if there is one, the checkout. False if the code is used up.</summary>
    public async Task<bool> ShopAsync(DiscountCode? code, CancellationToken cancellationToken)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        var (engine, cart) = (scope.ServiceProvider.GetRequiredService<CartEngine>(), CartId.New());
        Expect.That((await engine.ApplyAsync(cart, Filling, cancellationToken)).Status is CartStatus.Ok, "Filling a cart", "a refusal");
        if (code is { } applied)
        {
            Expect.That((await engine.ApplyAsync(cart, new ApplyDiscount(applied.Text), cancellationToken)).Status is CartStatus.Ok, "Applying a code", "a refusal");
        }

        var result = await engine.CheckoutAsync(cart, cancellationToken: cancellationToken);
        Expect.That(result.Outcome is "placed" || (code is not null && result.Error?.DiscountCode is not null), "A checkout", result.Outcome);
        return result.Outcome is "placed";
    }

    /// <summary>Fills carts, and returns the checkout of each.</summary>
    public async Task<Func<int, CancellationToken, Task>> CheckoutsAsync(int count, DiscountCode? code, CancellationToken cancellationToken)
    {
        var carts = new CartId[count];
        var engine = _host.Services.CreateScope().ServiceProvider.GetRequiredService<CartEngine>();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = cancellationToken }, async (number, token) =>
        {
            carts[number] = CartId.New();
            await engine.ApplyAsync(carts[number], Filling, token);
            if (code is { } applied)
            {
                await engine.ApplyAsync(carts[number], new ApplyDiscount(applied.Text), token);
            }
        });
        return async (number, caller) =>
        {
            await using var scope = _host.Services.CreateAsyncScope();
            var result = await scope.ServiceProvider.GetRequiredService<CartEngine>().CheckoutAsync(carts[number], cancellationToken: caller);
            Expect.That(result.Outcome is "placed", "A checkout", result.Outcome);
        };
    }

    /// <summary>Makes drafts, and returns the placement of each.</summary>
    public Task<Func<int, CancellationToken, Task>> PlacementsAsync(int count, DiscountCode? code, CancellationToken cancellationToken)
    {
        var orders = _host.Services.GetRequiredService<IOrderStore>();
        var drafts = OrderRows.Drafts(count, code);
        return Task.FromResult<Func<int, CancellationToken, Task>>(async (number, caller) =>
        {
            var placement = await orders.PlaceAsync(drafts[number], caller);
            Expect.That(placement is Placement.Placed, "A placement", placement);
        });
    }

    /// <summary>Makes sure that every use of the discount was counted.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(_postgres);
        await using var command = source.CreateCommand(
            $"SELECT granted = (SELECT count(*) FROM {Schema}.discount_redemptions) FROM {Schema}.discounts");
        Expect.That((bool)(await command.ExecuteScalarAsync(cancellationToken))!, "The uses of the discount", "another number than the redemptions");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await using var source = NpgsqlDataSource.Create(_postgres);
        await using var drop = source.CreateCommand($"DROP SCHEMA {Schema} CASCADE");
        await drop.ExecuteNonQueryAsync();
    }
}
