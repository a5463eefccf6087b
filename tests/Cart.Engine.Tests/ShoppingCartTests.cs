using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace Cart.Engine.Tests;

public sealed class ShoppingCartTests
{
    private static readonly ProductKey Widget = new(7, 42);

    private readonly InMemoryCartSession _session = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Looking_creates_nothing()
    {
        using var host = new FacadeHost();
        var cart = host.Request(_session);

        Assert.Equal(0, await cart.CountAsync(Cancellation));
        Assert.True((await cart.GetSnapshotAsync(Cancellation)).IsEmpty);
        Assert.Equal(0m, (await cart.TotalsAsync(Cancellation)).Total);
        await cart.ClearAsync(cancellationToken: Cancellation);
        await cart.RemoveDiscountAsync(cancellationToken: Cancellation);
        await Assert.ThrowsAsync<ItemDoesNotExistException>(() => cart.RemoveAsync(Widget, cancellationToken: Cancellation));

        Assert.Null(await _session.FindAsync(Cancellation));
    }

    [Fact]
    public async Task The_object_that_checked_out_shows_the_order_until_a_change_starts_the_next_cart()
    {
        using var host = new FacadeHost();
        var cart = host.Request(_session);
        await cart.AddAsync(Widget, 10m, 2, cancellationToken: Cancellation);
        var placed = await cart.CheckoutAsync(cancellationToken: Cancellation);

        Assert.Equal((2, 20m), (await cart.CountAsync(Cancellation), (await cart.TotalsAsync(Cancellation)).Total));
        Assert.Equal(placed, (await cart.CheckoutAsync(cancellationToken: Cancellation)));
        var other = await host.Request(_session).TryCheckoutAsync(cancellationToken: Cancellation);
        Assert.Equal(("already_placed", placed.Id), (other.Outcome, other.Order!.Id));
        Assert.Equal(0, await host.Request(_session).CountAsync(Cancellation));

        await cart.AddAsync(Widget, 10m, cancellationToken: Cancellation);
        Assert.Equal(1, await cart.CountAsync(Cancellation));
        Assert.NotEqual(placed.Id, (await cart.CheckoutAsync(cancellationToken: Cancellation)).Id);
    }

    [Fact]
    public async Task Stock_holds_against_additions_at_once()
    {
        using var host = new FacadeHost(configure: builder => builder
            .UseProductCatalog(new FixedProductCatalog(new Product(Widget, "Widget", 10m) { Stock = 5 }))
            .UseInventoryChecker<CatalogInventory>());
        await host.Request(_session).AddAsync(Widget, 10m, cancellationToken: Cancellation);

        var additions = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                await host.Request(_session).AddAsync(Widget, 10m, cancellationToken: Cancellation);
                return true;
            }
            catch (InsufficientStockException)
            {
                return false;
            }
        })));

        Assert.Equal(4, additions.Count(added => added));
        Assert.Equal(5, await host.Request(_session).CountAsync(Cancellation));
        await Assert.ThrowsAsync<InsufficientStockException>(
            () => host.Request(_session).UpdateAsync(Widget, 6, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Stock_that_another_request_takes_during_the_check_is_checked_again()
    {
        var checker = new MeddlingChecker { Stock = 5 };
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch);
        using var host = new FacadeHost(configure: builder =>
            builder.UseInventoryChecker(checker).Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(time)));
        var unasked = new ChangeOptions { CheckStock = false };
        checker.Meddle = () => host.Request(_session).AddAsync(Widget, 10m, 3, unasked, Cancellation);
        await host.Request(_session).AddAsync(Widget, 10m, options: unasked, cancellationToken: Cancellation);

        time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAsync<InsufficientStockException>(
            () => host.Request(_session).AddAsync(Widget, 10m, 2, cancellationToken: Cancellation));

        Assert.Equal([3, 6], checker.Asked);
        Assert.Equal(4, await host.Request(_session).CountAsync(Cancellation));
    }

    [Fact]
    public async Task A_cart_that_another_request_is_changing_is_asked_for_more()
    {
        var checker = new MeddlingChecker { Stock = 1000 };
        using var host = new FacadeHost(configure: builder => builder.UseInventoryChecker(checker));
        await host.Request(_session).AddAsync(Widget, 10m, options: new ChangeOptions { CheckStock = false }, cancellationToken: Cancellation);
        checker.Meddle = () => host.Request(_session).AddAsync(Widget, 10m, 100, cancellationToken: Cancellation);

        var line = await host.Request(_session).AddAsync(Widget, 10m, 2, cancellationToken: Cancellation);

        Assert.Equal(103, line.Quantity.ToInt32());
        Assert.Equal([3, 101, 229], checker.Asked.Take(3));
        await host.Request(_session).AddAsync(Widget, 10m, cancellationToken: Cancellation);
        Assert.Equal(104, checker.Asked[^1]);
    }

    [Fact]
    public async Task Refusals_have_stable_codes()
    {
        using var host = new FacadeHost(new CartOptions { MaxLines = 1 });
        var cart = host.Request(_session);
        await cart.AddAsync(Widget, 1m, cancellationToken: Cancellation);
        await host.Get<ICartStore>().ApplyAsync((await _session.FindAsync(Cancellation))!.Value, new BeginCheckout(TimeSpan.FromMinutes(1)), Cancellation);

        var refused = await Assert.ThrowsAsync<CartRefusedException>(() => cart.AddAsync(Widget, 1m, cancellationToken: Cancellation));

        Assert.Equal("checkout_in_progress", refused.Code);
        Assert.InRange(refused.Error.RetryAfter!.Value, TimeSpan.FromSeconds(50), TimeSpan.FromMinutes(1));
        var full = host.Request(new InMemoryCartSession());
        await full.AddAsync(Widget, 1m, cancellationToken: Cancellation);
        Assert.Equal("too_many_lines", (await Assert.ThrowsAsync<CartRefusedException>(() => full.AddAsync(new ProductKey(7, 43), 1m, cancellationToken: Cancellation))).Code);
    }

    /// <summary>Lets something else happen while the stock is checked for the first time.</summary>
    private sealed class MeddlingChecker : IInventoryChecker
    {
        public required int Stock { get; init; }

        public Func<Task>? Meddle { get; set; }

        public List<int> Asked { get; } = [];

        public async ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken)
        {
            Asked.Add(quantity.ToInt32());
            if (Meddle is { } meddle)
            {
                Meddle = null;
                await meddle();
            }

            return quantity.Units <= Stock;
        }

        public ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken) =>
            CheckAsync(product, quantity, cancellationToken);
    }
}
