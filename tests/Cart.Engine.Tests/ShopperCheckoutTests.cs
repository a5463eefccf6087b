using Cart.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cart.Engine.Tests;

/// <summary>The checkout of a shopper, through the facade.</summary>
public sealed class ShopperCheckoutTests : IDisposable
{
    private static readonly ProductKey Widget = new(7, 42);
    private static readonly ProductKey Gadget = new(7, 43);

    private readonly CountingOrders _orders = new();
    private readonly Shelf _shelf = new();
    private readonly FacadeHost _host;

    public ShopperCheckoutTests() => _host = new FacadeHost(
        new CartOptions { MinOrderAmount = 5m },
        builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<IOrderStore>(_orders));
            builder.UseProductCatalog(_shelf).UseInventoryChecker<CatalogInventory>();
        });

    private static ChangeOptions OwnPrices { get; } = new() { OwnPrices = true };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task A_key_gets_its_order_again_after_the_next_cart_has_begun()
    {
        var session = new InMemoryCartSession();
        var request = new CheckoutRequest { Operation = OperationId.From("cc1") };
        await _host.Request(session).AddAsync(Widget, 9.99m, options: OwnPrices, cancellationToken: Token);
        var first = await _host.Request(session).TryCheckoutAsync(request, Token);
        await _host.Request(session).AddAsync(Gadget, 7m, options: OwnPrices, cancellationToken: Token);

        var again = await _host.Request(session).TryCheckoutAsync(request, Token);
        var other = await Assert.ThrowsAsync<CartRefusedException>(
            () => _host.Request(session).CheckoutAsync(request with { ExpectedTotal = 7m }, Token));

        Assert.Equal(("already_placed", first.Order!.Id, true), (again.Outcome, again.Order!.Id, again.Replayed));
        Assert.Equal("idempotency_key_reused", other.Code);
        Assert.Equal(1, await _host.Request(session).CountAsync(Token));
    }

    [Fact]
    public async Task Only_a_key_of_a_shopper_with_earlier_carts_costs_a_read()
    {
        var (session, key) = (new InMemoryCartSession(), new CheckoutRequest { Operation = OperationId.From("k1") });
        await _host.Request(session).AddAsync(Widget, 9.99m, options: OwnPrices, cancellationToken: Token);
        await _host.Request(session).CheckoutAsync(key, Token);
        await _host.Request(session).CheckoutAsync(key, Token);
        Assert.Equal(0, _orders.Lookups);

        await _host.Request(session).AddAsync(Widget, 9.99m, options: OwnPrices, cancellationToken: Token);
        await _host.Request(session).CheckoutAsync(cancellationToken: Token);
        Assert.Equal(0, _orders.Lookups);

        await _host.Request(session).AddAsync(Widget, 9.99m, options: OwnPrices, cancellationToken: Token);
        await _host.Request(session).CheckoutAsync(new CheckoutRequest { Operation = OperationId.From("k2") }, Token);
        Assert.Equal(1, _orders.Lookups);
    }

    [Fact]
    public async Task A_cart_says_everything_that_keeps_it_from_being_ordered()
    {
        var session = new InMemoryCartSession();
        await _host.Request(session).AddAsync(Widget, 1m, 2, cancellationToken: Token);
        await _host.Request(session).AddAsync(Gadget, 1m, 2, cancellationToken: Token);
        (_shelf.Stock, _shelf.HasGadgets) = (1, false);

        var error = (await _host.Request(session).FindCheckoutErrorAsync(Token))!;
        var refused = await Assert.ThrowsAsync<CartRefusedException>(() => _host.Request(session).CheckoutAsync(cancellationToken: Token));
        _shelf.HasGadgets = true;
        var tooFew = await Assert.ThrowsAsync<InsufficientStockException>(() => _host.Request(session).CheckoutAsync(cancellationToken: Token));

        Assert.Equal("product_gone", error.Code);
        Assert.Equal(["product_gone", "insufficient_stock", "minimum_order_not_met"], error.Reasons.Select(static reason => reason.Code));
        Assert.Equal(error.Reasons.Select(static reason => reason.Message), refused.Error.Reasons.Select(static reason => reason.Message));
        Assert.Equal((2, 1, 5m, 4m), (
            error.Reasons[1].Lines[0].Requested?.ToInt32(), error.Reasons[1].Lines[0].Available?.ToInt32(), error.Reasons[2].Minimum, error.Reasons[2].Summary));
        Assert.All(["7:42", "7:43"], product => Assert.Contains(product, tooFew.Message, StringComparison.Ordinal));
    }

    private sealed class Shelf : IProductCatalog
    {
        public int Stock { get; set; } = 10;

        public bool HasGadgets { get; set; } = true;

        public ValueTask<IReadOnlyDictionary<string, Product>> FindAsync(
            int contentTypeId, IReadOnlyCollection<string> objectIds, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyDictionary<string, Product>>(objectIds.Where(id => HasGadgets || id == "42").ToDictionary(
                static id => id, id => new Product(new ProductKey(contentTypeId, id), $"Ware {id}", 1m) { Stock = Stock }));
    }

    /// <summary>Orders in memory that count how often a key was looked up.</summary>
    private sealed class CountingOrders() : DelegatingOrderStore(new InMemoryOrderStore(new InMemoryDiscountStore(), TimeProvider.System))
    {
        public int Lookups { get; private set; }

        public override ValueTask<Order?> FindByOperationAsync(
            string key, string? userId, IReadOnlyCollection<CartId> carts, CancellationToken cancellationToken = default)
        {
            Lookups++;
            return base.FindByOperationAsync(key, userId, carts, cancellationToken);
        }
    }
}
