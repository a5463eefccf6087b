using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using StackExchange.Redis;

namespace Cart.Redis.Tests;

/// <summary>A connection of the host's own is used, is left open, and is enough for the checks.</summary>
[Collection(AccessListTests.Turn)]
public sealed class OwnConnectionTests
{
    private static readonly AddLines Add = new(new ProductKey(7, 42), 1, 1m);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("container")]
    [InlineData("keyed")]
    [InlineData("factory")]
    public async Task A_connection_of_the_host_stays_open_when_the_host_ends(string kind)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(await RedisServer.ConnectionStringAsync());
        var host = CartServices.Of(configure: cart => _ = kind switch
        {
            "container" => cart.Registering(services => services.AddSingleton<IConnectionMultiplexer>(connection)).UseRedis(),
            "keyed" => cart.Registering(services => services.AddKeyedSingleton<IConnectionMultiplexer>("carts", connection)).UseKeyedRedis("carts"),
            _ => cart.UseRedis(_ => connection),
        });

        await host.GetRequiredService<ICartStore>().ApplyAsync(CartId.New(), Add, Cancellation);
        await host.DisposeAsync();

        Assert.True(connection.IsConnected);
        await connection.GetDatabase().PingAsync();
    }

    [Fact]
    public async Task The_checks_need_no_connection_for_administrators()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(await RedisServer.ConnectionStringAsync());
        await using var host = CartServices.Of(configure: cart => cart.UseRedis(_ => connection));

        var findings = await host.GetRequiredService<StoreChecks>().RunAsync(new CheckContext(CheckMoment.Doctor, Production: true), Cancellation);

        Assert.DoesNotContain(findings, static finding => finding.Level is CheckLevel.Away);
        Assert.Equal(CheckLevel.Ok, findings.Single(static finding => finding.Name == "redis_eviction").Level);
        Assert.Contains("allowAdmin=true", findings.Single(static finding => finding.Name == "redis_hash_limits").Found, StringComparison.Ordinal);
    }
}

/// <summary>Registers what a host registers, in the middle of a chain of calls.</summary>
file static class CartBuilderExtensions
{
    public static CartBuilder Registering(this CartBuilder builder, Action<IServiceCollection> register)
    {
        register(builder.Services);
        return builder;
    }
}
