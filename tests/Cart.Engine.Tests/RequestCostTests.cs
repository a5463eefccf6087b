using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Cart.Engine.Tests;

/// <summary>What one request asks of the stores and of the shop, through the facade that HTTP calls too.</summary>
public sealed class RequestCostTests : IDisposable
{
    private static readonly ProductKey Mug = new(7, 42);
    private static readonly ProductKey Tea = new(7, 43);

    private readonly CountingCarts _carts = new();
    private readonly CountingDiscounts _discounts = new();
    private readonly CountingShop _shop = new();
    private readonly InMemoryCartSession _session = new();
    private readonly FacadeHost _host;

    public RequestCostTests() => _host = new FacadeHost(configure: builder =>
    {
        builder.Services.Replace(ServiceDescriptor.Singleton<ICartStore>(_carts));
        builder.Services.Replace(ServiceDescriptor.Singleton<IDiscountStore>(_discounts));
        builder.UseProductCatalog(_shop).UseInventoryChecker(_shop);
    });

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task A_discount_is_read_once_when_it_is_applied_and_shown()
    {
        await _discounts.CreateAsync(new Discount { Code = DiscountCode.Parse("TEN"), Type = DiscountType.Percent, Value = 10 }, Token);
        await _host.Request(_session).AddAsync(Mug, cancellationToken: Token);
        var cart = _host.Request(_session);

        await cart.ApplyDiscountAsync("TEN", cancellationToken: Token);
        var view = await cart.GetAsync(Token);

        Assert.Equal((0.50m, 1), (view.Totals!.DiscountAmount, _discounts.Reads));
    }

    [Fact]
    public async Task The_stock_of_all_products_of_a_change_is_one_question_and_so_is_the_catalog()
    {
        var cart = _host.Request(_session);

        await cart.AddBulkAsync([new BulkItem(Mug), new BulkItem(Tea), new BulkItem(Mug)], cancellationToken: Token);
        await cart.GetAsync(Token);

        Assert.Equal(["42 43"], _shop.StockQuestions);
        Assert.Equal(["42 43"], _shop.CatalogQuestions);
    }

    [Fact]
    public async Task A_checkout_reads_the_cart_once()
    {
        await _host.Request(_session).AddAsync(Mug, cancellationToken: Token);
        _carts.Clear();

        await _host.Request(_session).CheckoutAsync(cancellationToken: Token);

        Assert.Equal(["BeginCheckout", "FinishCheckout"], _carts.Calls);
    }

    [Fact]
    public async Task Whether_a_change_is_a_repeat_is_read_and_changes_nothing()
    {
        var options = new ChangeOptions { Operation = OperationId.From("once") };
        await _host.Request(_session).AddAsync(Mug, 2, options, Token);
        _shop.Sells = false;
        _carts.Clear();

        var repeat = await _host.Request(_session).TryAddAsync([new BulkItem(Mug, null, 2)], options, Token);
        var other = await _host.Request(_session).TryAddAsync([new BulkItem(Mug, null, 3)], options, Token);
        var unknown = await _host.Request(_session)
            .TryAddAsync([new BulkItem(Mug, null, 2)], new ChangeOptions { Operation = OperationId.From("twice") }, Token);

        Assert.Equal((true, null), (repeat.Replayed, repeat.Error));
        Assert.Equal(("idempotency_key_reused", "product_not_found"), (other.Error?.Code, unknown.Error?.Code));
        Assert.All(_carts.Calls, static call => Assert.Contains(call, (string[])["Get", "FindOperation"]));
        Assert.Equal(2, await _host.Request(_session).CountAsync(Token));
    }

    private sealed class CountingCarts : ICartStore
    {
        private readonly InMemoryCartStore _carts = new(Options.Create(new CartOptions()), TimeProvider.System);

        public List<string> Calls { get; } = [];

        public void Clear() => Calls.Clear();

        public ValueTask<CartSnapshot> GetAsync(CartId id, CancellationToken cancellationToken = default)
        {
            Calls.Add("Get");
            return _carts.GetAsync(id, cancellationToken);
        }

        public ValueTask<OperationMatch> FindOperationAsync(
            CartId id, Shopper shopper, OperationId operation, string content, CancellationToken cancellationToken = default)
        {
            Calls.Add("FindOperation");
            return _carts.FindOperationAsync(id, shopper, operation, content, cancellationToken);
        }

        public ValueTask<CartResult> ApplyAsync(CartId id, CartCommand command, CancellationToken cancellationToken = default)
        {
            Calls.Add(command.GetType().Name);
            return _carts.ApplyAsync(id, command, cancellationToken);
        }
    }

    private sealed class CountingDiscounts : IDiscountStore
    {
        private readonly InMemoryDiscountStore _discounts = new();

        public int Reads { get; private set; }

        public ValueTask<Discount?> FindAsync(DiscountCode code, CancellationToken cancellationToken = default)
        {
            Reads++;
            return _discounts.FindAsync(code, cancellationToken);
        }

        public ValueTask<CartError?> CreateAsync(Discount discount, CancellationToken cancellationToken = default) =>
            _discounts.CreateAsync(discount, cancellationToken);

        public ValueTask<CartError?> UpdateAsync(Discount discount, CancellationToken cancellationToken = default) =>
            _discounts.UpdateAsync(discount, cancellationToken);

        public ValueTask<CartError?> DeleteAsync(DiscountCode code, CancellationToken cancellationToken = default) =>
            _discounts.DeleteAsync(code, cancellationToken);

        public ValueTask<long> CountUsesAsync(DiscountCode code, string userId, CancellationToken cancellationToken = default) =>
            _discounts.CountUsesAsync(code, userId, cancellationToken);

        public ValueTask<ImmutableArray<Discount>> ListAsync(
            DiscountCode? after = null, int limit = 100, CancellationToken cancellationToken = default) =>
            _discounts.ListAsync(after, limit, cancellationToken);
    }

    /// <summary>Sells everything at 5.00, and has ten units of each.</summary>
    private sealed class CountingShop : IProductCatalog, IInventoryChecker
    {
        public bool Sells { get; set; } = true;

        public List<string> CatalogQuestions { get; } = [];

        public List<string> StockQuestions { get; } = [];

        public ValueTask<IReadOnlyDictionary<string, Product>> FindAsync(
            int contentTypeId, IReadOnlyCollection<string> objectIds, CancellationToken cancellationToken = default)
        {
            CatalogQuestions.Add(string.Join(' ', objectIds.Order(StringComparer.Ordinal)));
            return ValueTask.FromResult<IReadOnlyDictionary<string, Product>>(objectIds.Where(_ => Sells)
                .ToDictionary(static id => id, id => new Product(new ProductKey(contentTypeId, id), "Product " + id, 5m)));
        }

        public ValueTask<IReadOnlyDictionary<ProductKey, int>> GetAvailableAsync(
            IReadOnlyCollection<ProductKey> products, CancellationToken cancellationToken = default)
        {
            StockQuestions.Add(string.Join(' ', products.Select(static product => product.ObjectId).Order(StringComparer.Ordinal)));
            return ValueTask.FromResult<IReadOnlyDictionary<ProductKey, int>>(products.ToDictionary(static product => product, static _ => 10));
        }

        public ValueTask<bool> CheckAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(quantity <= Quantity.Whole(10));

        public ValueTask<bool> ReserveAsync(ProductKey product, Quantity quantity, CancellationToken cancellationToken = default) =>
            CheckAsync(product, quantity, cancellationToken);
    }
}
