using Microsoft.Extensions.DependencyInjection;

namespace Cart.Engine.Tests;

/// <summary>What the facade asks unless it is told otherwise: the catalog for the price, the checker for the stock.</summary>
public sealed class FacadeDefaultsTests
{
    private static readonly ProductKey Mug = new(7, 42);
    private static readonly ProductKey Unknown = new(77, 2);

    private readonly InMemoryCartSession _session = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Additions => ["add", "add priced", "bulk", "set bulk", "update", "update priced", "adjust"];

    [Theory]
    [MemberData(nameof(Additions))]
    public async Task Every_addition_asks_the_stock_unless_it_is_told_not_to(string verb)
    {
        using var host = Shop(stock: 3);
        await host.Request(_session).AddAsync(Mug, cancellationToken: Cancellation);

        var refused = await Assert.ThrowsAsync<InsufficientStockException>(() => RaiseTo5Async(host.Request(_session), verb, 9.99m, null));
        Assert.Equal((3, 5), (refused.Error.Lines[0].Available?.ToInt32(), refused.Error.Lines[0].Requested?.ToInt32()));
        Assert.Equal(1, await host.Request(_session).CountAsync(Cancellation));

        await RaiseTo5Async(host.Request(_session), verb, 9.99m, new ChangeOptions { CheckStock = false });
        Assert.Equal(5, await host.Request(_session).CountAsync(Cancellation));
    }

    [Theory]
    [InlineData("add priced")]
    [InlineData("bulk priced")]
    [InlineData("set bulk")]
    [InlineData("update priced")]
    public async Task A_price_is_the_catalogs_unless_the_caller_says_that_it_is_its_own(string verb)
    {
        using var host = Shop(stock: 9);
        await host.Request(_session).AddAsync(Mug, cancellationToken: Cancellation);

        await Assert.ThrowsAsync<PriceMismatchException>(() => RaiseTo5Async(host.Request(_session), verb, 0.01m, null));
        Assert.Equal(new CartLine(Mug, 1, 9.99m), (await host.Request(_session).GetSnapshotAsync(Cancellation)).Lines[0]);

        await RaiseTo5Async(host.Request(_session), verb, 0.01m, new ChangeOptions { OwnPrices = true });
        Assert.Equal(new CartLine(Mug, 5, 0.01m), (await host.Request(_session).GetSnapshotAsync(Cancellation)).Lines[0]);
    }

    [Fact]
    public async Task A_product_that_the_catalog_does_not_have_is_refused()
    {
        using var host = Shop(stock: 9);

        foreach (var add in (Func<ShoppingCart, Task>[])
        [
            cart => cart.AddAsync(Unknown, cancellationToken: Cancellation),
            cart => cart.AddAsync(Unknown, 1m, cancellationToken: Cancellation),
            cart => cart.AddBulkAsync([new BulkItem(Mug), new BulkItem(Unknown)], cancellationToken: Cancellation),
            cart => cart.SetBulkAsync([new BulkItem(Mug), new BulkItem(Unknown, 1m)], cancellationToken: Cancellation),
        ])
        {
            Assert.Equal("product_not_found", (await Assert.ThrowsAsync<CartRefusedException>(() => add(host.Request(_session)))).Code);
        }

        Assert.Equal(0, (await host.Request(_session).GetSnapshotAsync(Cancellation)).Version);
    }

    [Theory]
    [InlineData("42")]
    [InlineData("")]
    [InlineData("0:42")]
    [InlineData("a:b")]
    [InlineData("7:a:b")]
    public async Task A_text_that_is_no_product_key_is_refused_by_name(string text)
    {
        using var host = Shop(stock: 9);
        var cart = host.Request(_session);

        var refused = await Assert.ThrowsAsync<CartRefusedException>(() => cart.AddAsync(text, cancellationToken: Cancellation));

        Assert.Equal("product_not_found", refused.Code);
        Assert.Equal($"'{text}' is not a product key. A key is a type and an id, such as 7:42.", refused.Message);
        await Assert.ThrowsAsync<CartRefusedException>(() => cart.RemoveAsync(text, cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => cart.AddAsync(default(ProductKey), cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_product_key_may_be_given_as_text()
    {
        using var host = Shop(stock: 9);

        Assert.Equal(new CartLine(Mug, 2, 9.99m), await host.Request(_session).AddAsync("7:42", 2, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Without_a_catalog_a_price_is_the_products_own_or_has_to_be_given()
    {
        using var host = new FacadeHost(configure: builder => builder.AddProducts<Cup>(9, cup => cup.Id, cup => cup.Price));
        var cart = host.Request(_session);

        Assert.Equal(4m, (await cart.AddAsync(new Cup(1, 4m), cancellationToken: Cancellation)).UnitPrice);
        Assert.Equal(5m, (await cart.AddAsync(new Product(new(9, 2), "Cup 2", 5m), cancellationToken: Cancellation)).UnitPrice);
        Assert.Equal(6m, (await cart.AddAsync(Mug, 6m, cancellationToken: Cancellation)).UnitPrice);
        await Assert.ThrowsAsync<PriceMismatchException>(() => cart.AddAsync(new Cup(1, 4m), 3m, cancellationToken: Cancellation));
        var unpriced = await Assert.ThrowsAsync<InvalidOperationException>(() => cart.AddAsync(Mug, cancellationToken: Cancellation));
        Assert.Contains("UseProductCatalog", unpriced.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_catalog_that_fails_changes_nothing()
    {
        using var host = new FacadeHost(configure: builder => builder.UseProductCatalog(new BrokenCatalog()));
        var cart = host.Request(_session);

        Assert.False((await Assert.ThrowsAsync<CartUnavailableException>(() => cart.AddAsync(Mug, cancellationToken: Cancellation))).OutcomeUnknown);
        Assert.Equal(1, (await cart.AddAsync(Mug, 1m, options: new ChangeOptions { OwnPrices = true }, cancellationToken: Cancellation)).Quantity.ToInt32());
    }

    [Fact]
    public async Task An_addition_under_an_operation_happens_once_whatever_the_price_is_by_then()
    {
        var prices = new Dictionary<ProductKey, decimal> { [Mug] = 9.99m };
        using var host = new FacadeHost(configure: builder => builder.UseProductCatalog(new ChangingPrices(prices)));
        var terms = new ChangeOptions { Operation = OperationId.New() };

        await host.Request(_session).AddAsync(Mug, 2, terms, Cancellation);
        prices[Mug] = 12m;
        Assert.Equal(2, (await host.Request(_session).AddAsync(Mug, 2, terms, Cancellation)).Quantity.ToInt32());
        await host.Request(_session).ClearAsync(cancellationToken: Cancellation);
        Assert.Equal(0, (await host.Request(_session).AddAsync(Mug, 2, terms, Cancellation)).Quantity.ToInt32());
        await Assert.ThrowsAsync<CartRefusedException>(() => host.Request(_session).AddAsync(Mug, 3, terms, Cancellation));

        Assert.Equal(0, await host.Request(_session).CountAsync(Cancellation));
    }

    private static FacadeHost Shop(int stock) => new(configure: builder => builder
        .UseProductCatalog(new FixedProductCatalog(new Product(Mug, "Mug", 9.99m) { Stock = stock }))
        .UseInventoryChecker<CatalogInventory>());

    // From one unit, which the cart has.
    private static Task RaiseTo5Async(ShoppingCart cart, string verb, decimal price, ChangeOptions? terms) => verb switch
    {
        "add" => cart.AddAsync(Mug, 4, terms, Cancellation),
        "add priced" => cart.AddAsync(Mug, price, 4, terms, Cancellation),
        "bulk" => cart.AddBulkAsync([new BulkItem(Mug, Quantity: 4)], terms, Cancellation),
        "bulk priced" => cart.AddBulkAsync([new BulkItem(Mug, price, 4)], terms, Cancellation),
        "set bulk" => cart.SetBulkAsync([new BulkItem(Mug, price, 5)], terms, Cancellation),
        "update" => cart.UpdateAsync(Mug, 5, options: terms, cancellationToken: Cancellation),
        "update priced" => cart.UpdateAsync(Mug, 5, price, terms, Cancellation),
        _ => cart.AdjustAsync(Mug, 4, terms, Cancellation),
    };

    private sealed record Cup(int Id, decimal Price);

    private sealed class BrokenCatalog : IProductCatalog
    {
        public ValueTask<IReadOnlyDictionary<string, Product>> FindAsync(
            int contentTypeId, IReadOnlyCollection<string> objectIds, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("away");
    }

    private sealed class ChangingPrices(Dictionary<ProductKey, decimal> prices) : IProductCatalog
    {
        public ValueTask<IReadOnlyDictionary<string, Product>> FindAsync(
            int contentTypeId, IReadOnlyCollection<string> objectIds, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyDictionary<string, Product>>(prices
                .Where(price => price.Key.ContentTypeId == contentTypeId && objectIds.Contains(price.Key.ObjectId))
                .ToDictionary(static price => price.Key.ObjectId, static price => new Product(price.Key, "Mug", price.Value)));
    }
}
