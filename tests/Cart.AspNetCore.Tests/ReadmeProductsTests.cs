using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cart.AspNetCore.Tests;

public sealed class ReadmeProductsTests
{
    [Fact]
    public async Task The_example_of_a_hosts_own_classes_compiles_and_works()
    {
        var builder = new { Services = new ServiceCollection() };
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance).AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        // <readme>
        builder.Services.AddCart()
            .AddProducts<Mug>(
                contentTypeId: 7, id: mug => mug.Id, price: mug => mug.Price, name: mug => mug.Title,
                find: (services, ids, cancelled) => services.GetRequiredService<MugTable>().FindAsync(ids, cancelled))
            .UseTaxCalculator(new FlatRateTaxCalculator(0.19m))
            .AddEventHandler<CartCheckedOut, SendConfirmation>();
        // </readme>
        var source = await File.ReadAllTextAsync(
            Path.Combine(SourceTree.Root, "tests/Cart.AspNetCore.Tests/ReadmeProductsTests.cs"), TestContext.Current.CancellationToken);
        var readme = await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "README.md"), TestContext.Current.CancellationToken);
        var example = source.Split("// <readme>\n")[1].Split("        // </readme>")[0].Replace("\n        ", "\n", StringComparison.Ordinal).Trim();
        Assert.Contains($"```csharp\n{example}\n```", readme, StringComparison.Ordinal);

        builder.Services.AddSingleton<List<OrderId>>().AddSingleton<MugTable>();
        new CartBuilder(builder.Services).UseInMemory();
        builder.Services.Replace(ServiceDescriptor.Scoped<ICartSession, InMemoryCartSession>());
        await using var host = builder.Services.BuildServiceProvider();
        await using var scope = host.CreateAsyncScope();
        var cart = scope.ServiceProvider.GetRequiredService<ShoppingCart>();
        await cart.AddAsync(new Mug(42, 10m, "Mug"), cancellationToken: TestContext.Current.CancellationToken);
        var placed = await cart.CheckoutAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(11.90m, placed.Totals.Total);
        Assert.Equal([placed.Id], host.GetRequiredService<List<OrderId>>());
    }

    private sealed record Mug(int Id, decimal Price, string Title);

    private sealed class MugTable
    {
        private readonly Mug _mug = new(42, 10m, "Mug");

        public Task<IEnumerable<Mug>> FindAsync(IReadOnlyCollection<string> ids, CancellationToken cancellationToken) =>
            Task.FromResult(ids.Where(static id => id == "42").Select(_ => _mug));
    }

    private sealed class SendConfirmation(List<OrderId> sent) : ICartEventHandler<CartCheckedOut>
    {
        public ValueTask HandleAsync(CartCheckedOut cartEvent, CancellationToken cancellationToken)
        {
            sent.Add(cartEvent.Order.Id);
            return ValueTask.CompletedTask;
        }
    }
}
