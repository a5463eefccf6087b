using Microsoft.Extensions.DependencyInjection;

namespace Cart.Engine.Tests;

public sealed class ProductTypesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Objects_of_the_shops_own_classes_are_put_into_carts_as_they_are()
    {
        using var host = Shop();
        var cart = host.Request(new InMemoryCartSession());

        await cart.AddAsync(new Mug(42, 9.99m), 9.99m, 2, cancellationToken: Cancellation);
        await cart.AddAsync(new LazyMug(42, 9.99m), 9.99m, cancellationToken: Cancellation);
        await cart.AddAsync(new Print("85123A"), 2.55m, cancellationToken: Cancellation);

        Assert.Equal(
            [new CartLine(new(7, 42), 3, 9.99m), new CartLine(new(8, "85123A"), 1, 2.55m)], (await cart.GetSnapshotAsync(Cancellation)).Lines);
        Assert.True(await cart.ContainsAsync(new Mug(42, 1m), Cancellation));
        var mismatch = await Assert.ThrowsAsync<PriceMismatchException>(
            () => cart.AddAsync(new Mug(42, 9.99m), 9.98m, cancellationToken: Cancellation));
        Assert.Equal("Price mismatch: expected 9.99, got 9.98.", mismatch.Message);
        var absent = await Assert.ThrowsAsync<ItemDoesNotExistException>(() => cart.RemoveAsync(new Mug(43, 1m), cancellationToken: Cancellation));
        Assert.Equal("Product Mug no. 43 is not in this cart.", absent.Message);
    }

    [Fact]
    public async Task An_object_that_is_no_product_is_refused_with_what_to_do()
    {
        using var host = Shop();
        var cart = host.Request(new InMemoryCartSession());

        var unknown = await Assert.ThrowsAsync<ArgumentException>(() => cart.AddAsync(new Uri("http://localhost"), 1m, cancellationToken: Cancellation));
        Assert.Contains("AddProducts<Uri>", unknown.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => cart.AddAsync(new Print(null), 1m, cancellationToken: Cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => cart.AddAsync(new Print("a:b"), 1m, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task The_catalog_is_asked_once_for_each_type()
    {
        var catalog = new CountingCatalog();
        using var host = new FacadeHost(configure: builder => builder.UseProductCatalog(catalog));
        var cart = host.Request(new InMemoryCartSession());
        await cart.AddBulkAsync(
            [.. Enumerable.Range(1, 10).Select(number => new BulkItem(new ProductKey(7 + (number % 2), number), 1m))],
            new ChangeOptions { OwnPrices = true },
            Cancellation);

        var view = await cart.GetAsync(Cancellation);

        Assert.Equal(2, catalog.Calls);
        Assert.Equal(10, view.Cart.Lines.Length);
        Assert.False(view.Products.ContainsKey(view.Cart.Lines[0].Product));
        Assert.Equal("Product 2", view.Products[view.Cart.Lines[1].Product].Name);
    }

    private static FacadeHost Shop() => new(configure: builder => builder
        .AddProducts<Mug>(7, mug => mug.Number, mug => mug.Price, mug => $"Mug no. {mug.Number}")
        .AddProducts<Print>(8, print => print.Code));

    private record Mug(int Number, decimal Price);

    private sealed record LazyMug(int Number, decimal Price) : Mug(Number, Price);

    private sealed record Print(string? Code);

    /// <summary>Knows every product but the first.</summary>
    private sealed class CountingCatalog : IProductCatalog
    {
        public int Calls { get; private set; }

        public ValueTask<IReadOnlyDictionary<string, Product>> FindAsync(
            int contentTypeId, IReadOnlyCollection<string> objectIds, CancellationToken cancellationToken)
        {
            Calls++;
            return ValueTask.FromResult<IReadOnlyDictionary<string, Product>>(objectIds.Where(id => id != "1")
                .ToDictionary(id => id, id => new Product(new ProductKey(contentTypeId, id), "Product " + id, 1m)));
        }
    }
}
