using System.Net;
using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Cart.AspNetCore.Tests;

/// <summary>A shop that all tests of a class share, with shipping options and some discounts; each test has shoppers of its own.</summary>
public abstract class ApiShop : IAsyncLifetime
{
    private static readonly Discount[] Discounts =
    [
        Of("TEN") with { Value = 10m },
        Of("FIVE OFF") with { Type = DiscountType.Fixed, Value = 5m, MinCartValue = 20m },
        Of("GONE") with { ValidUntil = new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero) },
        Of("LATER") with { ValidFrom = new DateTimeOffset(2999, 1, 1, 0, 0, 0, TimeSpan.Zero) },
        Of("OFF") with { IsActive = false },
        Of("USED UP") with { MaxUses = 0 },
    ];

    internal TestShop Shop { get; private set; } = null!;

    public virtual async ValueTask InitializeAsync()
    {
        Shop = await TestShop.StartAsync(Configure);
        await using var scope = Shop.Services.CreateAsyncScope();
        var store = scope.ServiceProvider.GetRequiredService<IDiscountStore>();
        foreach (var discount in Discounts)
        {
            await store.CreateAsync(discount);
        }
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Shop.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal async Task<Shopper> ShopperWithMugsAsync(int quantity)
    {
        var shopper = Shop.NewShopper();
        Assert.Equal(HttpStatusCode.OK, (await shopper.AddMugsAsync(quantity)).Status);
        return shopper;
    }

    protected virtual void Configure(CartBuilder cart) => cart.UseShippingCalculator(new PostOffice());

    private static Discount Of(string code) => new() { Code = DiscountCode.Parse(code), Value = 1m };

    private sealed class PostOffice : IShippingCalculator
    {
        public ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default) => ValueTask.FromResult(0m);

        public ValueTask<IReadOnlyList<ShippingOption>> GetOptionsAsync(PricingContext context, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyList<ShippingOption>>([new("post", "By post", 4.9m), new("express", "Express", 9.90m)]);
    }
}

/// <summary>Carts in memory and orders in a file.</summary>
public sealed class InMemoryShop : ApiShop;

/// <summary>The embedded stores.</summary>
public sealed class EmbeddedShop : ApiShop
{
    private readonly TemporaryDirectory _directory = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _directory.Dispose();
    }

    protected override void Configure(CartBuilder cart)
    {
        base.Configure(cart);
        cart.UseEmbeddedCarts(_directory.Path);
    }
}

/// <summary>Redis and PostgreSQL.</summary>
public sealed class ServerShop : ApiShop
{
    private readonly string _schema = "t_" + Guid.NewGuid().ToString("N");
    private string _redis = "", _postgres = "";

    public override async ValueTask InitializeAsync()
    {
        (_redis, _postgres) = (await RedisServer.ConnectionStringAsync(), await PostgresServer.ConnectionStringAsync());
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await using var raw = NpgsqlDataSource.Create(_postgres);
        await using var drop = raw.CreateCommand($"""DROP SCHEMA "{_schema}" CASCADE""");
        await drop.ExecuteNonQueryAsync();
    }

    protected override void Configure(CartBuilder cart)
    {
        base.Configure(cart);
        cart.UseRedis(_redis, redis => redis.KeyPrefix = "api-" + _schema[2..12]).UsePostgres(_postgres, postgres => postgres.Schema = _schema);
    }
}
