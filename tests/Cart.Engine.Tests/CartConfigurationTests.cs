using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cart.Engine.Tests;

public sealed class CartConfigurationTests
{
    private readonly List<string> _logged = [];

    [Fact]
    public void Options_and_components_are_taken_from_a_section()
    {
        using var services = Host(
            ("MaxQuantityPerItem", "7"), ("MinOrderAmount", "12.50"), ("TaxCalculator", typeof(TenPercent).FullName!), ("ShippingCalculator", ""));

        Assert.Equal((7, 12.50m), (Options(services).MaxQuantityPerItem, Options(services).MinOrderAmount));
        Assert.IsType<TenPercent>(services.CreateScope().ServiceProvider.GetRequiredService<ITaxCalculator>());
        Assert.IsType<FreeShippingCalculator>(services.GetRequiredService<IShippingCalculator>());
        Assert.Empty(_logged);
    }

    [Theory]
    [InlineData("TaxCalculator", "x.Y", "Cart:TaxCalculator is 'x.Y', which could not be used: there is no such type. Valid are the full name of a type that implements ITaxCalculator, such as 'Shop.TaxCalculator, Shop'.", "NoTaxCalculator (zero tax)")]
    [InlineData("TaxCalculator", "x.Y, Nowhere", "Cart:TaxCalculator is 'x.Y, Nowhere', which could not be used: there is no such type.", "NoTaxCalculator (zero tax)")]
    [InlineData("ShippingCalculator", "System.Uri", "Cart:ShippingCalculator is 'System.Uri', which could not be used: it is no IShippingCalculator.", "FreeShippingCalculator (zero cost)")]
    [InlineData("InventoryChecker", "Cart.Engine.IInventoryChecker", "Cart:InventoryChecker is 'Cart.Engine.IInventoryChecker', which could not be used: it cannot be made.", "UnlimitedInventory (always allows)")]
    public void A_name_that_leads_nowhere_ends_the_start_or_is_one_warning_where_the_host_is_not_strict(
        string setting, string name, string explanation, string fallback)
    {
        using var strict = Host((setting, name));
        using var lenient = Host((setting, name), ("Strict", "false"));

        var refusal = Assert.Throws<OptionsValidationException>(() => Options(strict));
        _ = Options(lenient);
        _ = lenient.GetRequiredService<IOptionsMonitor<CartOptions>>().CurrentValue;

        Assert.Contains(explanation, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(fallback, refusal.Message, StringComparison.Ordinal);
        var warning = Assert.Single(_logged);
        Assert.StartsWith(explanation, warning, StringComparison.Ordinal);
        Assert.Contains(fallback, warning, StringComparison.Ordinal);
        Assert.NotNull(lenient.GetRequiredService<ITaxCalculator>());
    }

    [Theory]
    [InlineData("MaxLine", "Cart:MaxLine is not a setting")]
    [InlineData("Outbox:Leas", "Cart:Outbox:Leas is not a setting")]
    [InlineData("Embedded:Path", "Cart:Embedded is not a setting")]
    [InlineData("Checks:Intervall", "Cart:Checks:Intervall is not a setting")]
    [InlineData("Nothing:Of:This", "Cart:Nothing is not a setting")]
    public void An_unknown_setting_ends_the_start_in_Development_and_is_one_warning_elsewhere(string setting, string explanation)
    {
        using var development = Host("Development", (setting, "1"));
        using var lenient = Host("Development", (setting, "1"), ("Strict", "false"));
        using var production = Host("Production", (setting, "1"));

        var refusal = Assert.Throws<OptionsValidationException>(() => Options(development));
        _ = Options(production);
        _ = production.GetRequiredService<IOptionsMonitor<CartOptions>>().CurrentValue;

        Assert.Contains(explanation, refusal.Message, StringComparison.Ordinal);
        Assert.StartsWith(explanation, Assert.Single(_logged), StringComparison.Ordinal);
        _ = Options(lenient);
    }

    [Fact]
    public void AddCartCore_reads_the_section_Cart_of_the_host_leaves_storefronts_theirs_and_lets_code_win()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Cart:MaxLines"] = "7",
            ["Cart:MaxQuantityPerItem"] = "5",
            ["Cart:TaxCalculator"] = typeof(TenPercent).FullName,
            ["Cart:Outbox:Lease"] = "00:00:09",
            ["Cart:ProductCatalog"] = typeof(NoComponent).FullName,
            ["Cart:Abandonment:IdleFor"] = "02:00:00",
            ["Cart:Abandonment:Interval"] = "00:00:07",
            ["Cart:SessionAdapter"] = "cookie",
            ["Cart:Http:MaxBodyBytes"] = "1000",
            ["Cart:Admin:AllowLoopback"] = "true",
        }).Build();
        var registered = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddSingleton<IHostEnvironment>(new TestEnvironment("Development"));
        registered.AddSingleton(typeof(ILogger<>), typeof(Notes<>)).AddSingleton(_logged).AddCartCore(static cart => cart.MaxQuantityPerItem = 6).UseInMemory()
            .UseAbandonedCarts(static carts => carts.Interval = TimeSpan.FromSeconds(8));
        using var services = registered.BuildServiceProvider();
        using var scope = services.CreateScope();

        Assert.Equal((7, 6), (Options(services).MaxLines, Options(services).MaxQuantityPerItem));
        Assert.Equal(9, services.GetRequiredService<IOptions<OutboxOptions>>().Value.Lease.TotalSeconds);
        var abandonment = services.GetRequiredService<IOptions<AbandonmentOptions>>().Value;
        Assert.Equal((2, 8), (abandonment.IdleFor.TotalHours, abandonment.Interval.TotalSeconds));
        Assert.IsType<TenPercent>(scope.ServiceProvider.GetRequiredService<ITaxCalculator>());
        Assert.IsType<NoComponent>(scope.ServiceProvider.GetRequiredService<IProductCatalog>());
        Assert.Null(scope.ServiceProvider.GetService<ICartSession>());
    }

    [Theory]
    [InlineData("ProductCatalog")]
    [InlineData("SessionAdapter")]
    public void A_component_without_a_fallback_ends_the_start_of_any_host(string setting)
    {
        using var host = Host((setting, "x.Y"), ("Strict", "false"));

        var refusal = Assert.Throws<OptionsValidationException>(() => Options(host));

        Assert.Contains($"Cart:{setting} is 'x.Y', which could not be used: there is no such type.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_documented_settings_are_known()
    {
        using var host = Host(
            "Development", ("MaxLines", "10"), ("timeToLive", "1.00:00:00"), ("Checks:Enabled", "false"), ("Checks:Override:0", "x"), ("Redis:KeyPrefix", "x"));

        Assert.Equal(10, Options(host).MaxLines);
    }

    [Fact]
    public void A_value_out_of_range_is_named_by_its_full_path()
    {
        using var host = Host(("Currency", "x"), ("MaxLines", "0"));

        var refusal = Assert.Throws<OptionsValidationException>(() => Options(host));

        Assert.Contains("Cart:Currency is 'x'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Cart:MaxLines is 0; it must be between 1 and 3000.", refusal.Message, StringComparison.Ordinal);
    }

    private static CartOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<CartOptions>>().Value;

    private ServiceProvider Host(params (string Key, string Value)[] settings) => Host("Production", settings);

    private ServiceProvider Host(string environment, params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => "Cart:" + pair.Key, string? (pair) => pair.Value)).Build();
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(Notes<>)).AddSingleton(_logged);
        services.AddSingleton<IHostEnvironment>(new TestEnvironment(environment));
        services.AddCartCore(configuration.GetSection("Cart")).UseInMemory();
        return services.BuildServiceProvider();
    }

    public sealed class TenPercent : ITaxCalculator
    {
        public ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(context.Summary / 10);
    }

    public sealed class NoComponent : IProductCatalog
    {
        public ValueTask<IReadOnlyDictionary<string, Product>> FindAsync(
            int contentTypeId, IReadOnlyCollection<string> objectIds, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyDictionary<string, Product>>(new Dictionary<string, Product>());
    }

    private sealed class Notes<T>(List<string> logged) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logged.Add(formatter(state, exception));
    }

    private sealed class TestEnvironment(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;

        public string ApplicationName { get; set; } = "Tests";

        public string ContentRootPath { get; set; } = "";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
