using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cart.Engine.Tests;

public sealed class RegistrationTests
{
    [Fact]
    public async Task A_host_without_shoppers_needs_no_session_and_is_told_when_it_asks_for_their_cart()
    {
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddCartCore().UseInMemory();
        await using var host = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
        await using var scope = host.CreateAsyncScope();

        Assert.NotNull(scope.ServiceProvider.GetRequiredService<CartEngine>());
        var refusal = Assert.Throws<InvalidOperationException>(scope.ServiceProvider.GetRequiredService<ShoppingCart>);
        Assert.Contains("registers an ICartSession", refusal.Message, StringComparison.Ordinal);
    }
}
