using Cart.Embedded;
using Cart.Engine;
using Cart.Persistence;
using Cart.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore.Tests;

/// <summary>Choosing stores: the last choice counts for everything that belongs to a store, and a missing choice is named at the start.</summary>
public sealed class StoreChoiceTests
{
    private static readonly Dictionary<string, Func<CartBuilder, CartBuilder>> CartStores = new()
    {
        ["embedded carts"] = static cart => cart.UseEmbeddedCarts("unused"),
        ["redis"] = static cart => cart.UseRedis("127.0.0.1:1"),
        ["memory"] = static cart => cart.UseInMemory(),
    };

    private static readonly Dictionary<string, Func<CartBuilder, CartBuilder>> OrderStores = new()
    {
        ["embedded orders"] = static cart => cart.UseEmbeddedOrders("unused"),
        ["postgres"] = static cart => cart.UsePostgres("Host=127.0.0.1;Port=1;Database=x;Username=x"),
        ["memory"] = static cart => cart.UseInMemory(),
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> CartPairs() => Pairs(CartStores.Keys);

    public static TheoryData<string, string> OrderPairs() => Pairs(OrderStores.Keys);

    [Theory]
    [MemberData(nameof(CartPairs))]
    public void The_last_cart_store_leaves_nothing_of_the_one_before(string first, string last)
    {
        var (replaced, alone) = (new ServiceCollection(), new ServiceCollection());

        CartStores[last](CartStores[first](new CartBuilder(AddTo(replaced)).UseInMemory()).UseEmbeddedOrders("unused"));
        CartStores[last](new CartBuilder(AddTo(alone)).UseInMemory().UseEmbeddedOrders("unused"));

        Assert.Equal(Registered(alone), Registered(replaced));
    }

    [Theory]
    [MemberData(nameof(OrderPairs))]
    public void The_last_order_store_leaves_nothing_of_the_one_before(string first, string last)
    {
        var (replaced, alone) = (new ServiceCollection(), new ServiceCollection());

        OrderStores[last](OrderStores[first](new CartBuilder(AddTo(replaced)).UseInMemory()).UseEmbeddedCarts("unused"));
        OrderStores[last](new CartBuilder(AddTo(alone)).UseInMemory().UseEmbeddedCarts("unused"));

        Assert.Equal(Registered(alone), Registered(replaced));
    }

    [Fact]
    public void The_discount_gate_of_redis_goes_with_redis()
    {
        using var host = AddTo(new ServiceCollection(), static cart => cart.UseRedis("127.0.0.1:1").UseInMemory()).BuildServiceProvider();

        Assert.IsType<OpenDiscountGate>(host.GetRequiredService<IDiscountGate>());
    }

    [Fact]
    public void The_connection_string_and_the_schema_of_the_last_call_count()
    {
        using var host = AddTo(new ServiceCollection(), static cart => cart
            .UsePostgres("Host=first", postgres => postgres.Schema = "first").UseInMemory().UsePostgres("Host=last")).BuildServiceProvider();

        var options = host.GetRequiredService<IOptions<PostgresOptions>>().Value;

        Assert.Equal(("Host=last", new PostgresOptions().Schema), (options.ConnectionString, options.Schema));
    }

    [Fact]
    public void Stores_of_the_host_replace_orders_and_keep_discounts()
    {
        using var host = AddTo(new ServiceCollection(), static cart =>
        {
            cart.Services.AddSingleton<InMemoryDiscountStore>();
            return cart.UseEmbedded("unused").UseOrders<InMemoryOrderStore>();
        }).BuildServiceProvider();

        Assert.IsType<InMemoryOrderStore>(host.GetRequiredService<IOrderStore>());
        Assert.IsType<SqliteDiscountStore>(host.GetRequiredService<IDiscountStore>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Two_test_hosts_with_carts_in_memory_start_neither_server_nor_migrations(bool embedded)
    {
        using var directory = new TemporaryDirectory();
        var data = Path.Combine(directory.Path, "data");
        await using var one = TestHost();
        await using var two = TestHost();

        await Task.WhenAll(one.StartAsync(Cancellation), two.StartAsync(Cancellation));

        Assert.False(Directory.Exists(data));
        Assert.IsType<InMemoryCartStore>(one.Services.GetRequiredService<ICartStore>());
        Assert.IsType<InMemoryOrderStore>(two.Services.GetRequiredService<IOrderStore>());
        await Task.WhenAll(one.StopAsync(Cancellation), two.StopAsync(Cancellation));

        WebApplication TestHost()
        {
            var builder = Quiet("Development");
            var cart = builder.Services.AddCart().UseCookies();
            cart = embedded ? cart.UseEmbedded(data) : cart.UseRedis("127.0.0.1:1").UsePostgres("Host=127.0.0.1;Port=1;Database=x;Username=x");

            // As ConfigureTestServices of WebApplicationFactory does it, after the program's own registrations.
            builder.Services.AddCart().UseInMemory();
            return builder.Build();
        }
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task A_host_that_forgot_its_stores_is_told_the_calls_at_the_start(string environment)
    {
        var builder = Quiet(environment);
        builder.Services.AddCart();
        await using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancellation));

        Assert.Contains("carts: call .UseEmbedded(\"data\"), .UseRedis(\"localhost:6379\") or .UseInMemory()", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("orders and discounts: call .UseEmbedded(\"data\"), .UsePostgres(", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_forgot_one_store_is_told_of_that_one_only()
    {
        var builder = Quiet("Development");
        builder.Services.AddCart().UseRedis("127.0.0.1:1");
        await using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancellation));

        Assert.Contains("orders and discounts: call", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("carts: call", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_checks_of_the_host_named_carts_and_orders_stay_beside_those_of_the_cart()
    {
        var builder = Quiet("Development");
        builder.Services.AddHealthChecks().AddCheck("carts", static () => HealthCheckResult.Healthy()).AddCheck("orders", static () => HealthCheckResult.Healthy());
        builder.Services.AddCart().UseInMemory();
        builder.Services.AddCart(builder.Configuration.GetSection("Cart"));
        builder.Services.AddHealthChecks().AddCheck("Cart-Orders", static () => HealthCheckResult.Healthy("of the host"));
        await using var host = builder.Build();
        await host.StartAsync(Cancellation);

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(Cancellation);

        Assert.Equal(["Cart-Orders", "cart-carts", "cart-keys", "carts", "orders"], report.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(HealthStatus.Healthy, report.Status);
        await host.StopAsync(Cancellation);
    }

    private static TheoryData<string, string> Pairs(IEnumerable<string> stores)
    {
        var pairs = new TheoryData<string, string>();
        foreach (var (first, last) in stores.SelectMany(first => stores.Select(last => (first, last))))
        {
            pairs.Add(first, last);
        }

        return pairs;
    }

    private static IServiceCollection AddTo(IServiceCollection services, Func<CartBuilder, CartBuilder>? choose = null)
    {
        var cart = services.AddLogging().AddCart();
        choose?.Invoke(cart);
        return services;
    }

    // What is registered, whichever order it was registered in. Factories are told apart by where they are written.
    private static List<string> Registered(IServiceCollection services) =>
        [.. services.Select(static service => service.IsKeyedService
            ? $"{service.ServiceType} {service.ServiceKey} {service.KeyedImplementationFactory?.Method}"
            : $"{service.ServiceType} {service.ImplementationType} {service.ImplementationInstance?.GetType()} "
                + $"{service.ImplementationFactory?.Method.DeclaringType} {service.ImplementationFactory?.Method}").Order(StringComparer.Ordinal)];

    private static WebApplicationBuilder Quiet(string environment)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        return builder;
    }
}
