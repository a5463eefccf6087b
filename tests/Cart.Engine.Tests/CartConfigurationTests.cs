using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
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
    [InlineData("TaxCalculator", "x.Y", "TaxCalculator = 'x.Y' could not be used (there is no such type). Falling back to NoTaxCalculator (zero tax).")]
    [InlineData("TaxCalculator", "x.Y, Nowhere", "TaxCalculator = 'x.Y, Nowhere' could not be used (there is no such type). Falling back to NoTaxCalculator (zero tax).")]
    [InlineData("ShippingCalculator", "System.Uri", "ShippingCalculator = 'System.Uri' could not be used (it is no IShippingCalculator). Falling back to FreeShippingCalculator (zero cost).")]
    [InlineData("InventoryChecker", "Cart.Engine.IInventoryChecker", "InventoryChecker = 'Cart.Engine.IInventoryChecker' could not be used (it cannot be made). Falling back to UnlimitedInventory (always allows).")]
    public void A_name_that_leads_nowhere_is_a_warning_and_the_default(string setting, string name, string warning)
    {
        using var services = Host((setting, name));

        _ = Options(services);

        Assert.Equal(warning, Assert.Single(_logged));
        Assert.NotNull(services.GetRequiredService<ITaxCalculator>());
    }

    [Fact]
    public void A_strict_host_refuses_to_start_with_such_a_name()
    {
        using var services = Host(("TaxCalculator", "x.Y"), ("Strict", "true"));

        var refusal = Assert.Throws<OptionsValidationException>(() => Options(services));

        Assert.Contains("TaxCalculator = 'x.Y'", refusal.Message, StringComparison.Ordinal);
    }

    private static CartOptions Options(IServiceProvider services) => services.GetRequiredService<IOptions<CartOptions>>().Value;

    private ServiceProvider Host(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(pair => "Cart:" + pair.Key, string? (pair) => pair.Value)).Build();
        var services = new ServiceCollection();
        services.AddSingleton(typeof(ILogger<>), typeof(Notes<>)).AddSingleton(_logged);
        services.AddCartCore(configuration.GetSection("Cart")).UseInMemory();
        return services.BuildServiceProvider();
    }

    public sealed class TenPercent : ITaxCalculator
    {
        public ValueTask<decimal> CalculateAsync(PricingContext context, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(context.Summary / 10);
    }

    private sealed class Notes<T>(List<string> logged) : ILogger<T>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            logged.Add(formatter(state, exception));
    }
}
