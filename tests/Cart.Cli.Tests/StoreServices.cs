using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Cart.Cli.Tests;

/// <summary>A shop on a store of carts and a PostgreSQL, to look at beside the tool.</summary>
internal sealed class StoreServices(ServiceProvider services) : IAsyncDisposable
{
    public CartEngine Engine { get; } = services.GetRequiredService<CartEngine>();

    public IOrderStore Orders { get; } = services.GetRequiredService<IOrderStore>();

    public DiscountService Discounts { get; } = services.GetRequiredService<DiscountService>();

    public static StoreServices Of(ICartStore carts, string postgres) =>
        new(CartServices.Of(carts: carts, configure: cart => cart.UsePostgres(postgres)));

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
