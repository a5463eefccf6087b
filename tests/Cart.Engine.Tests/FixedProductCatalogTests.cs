namespace Cart.Engine.Tests;

public sealed class FixedProductCatalogTests
{
    private static readonly Product Mug = new(new ProductKey(7, 42), "Mug", 9.99m);
    private static readonly Product Print = new(new ProductKey(8, "42"), "Print", 2.55m);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_finds_the_products_of_one_type_and_leaves_out_what_it_does_not_have()
    {
        var catalog = new FixedProductCatalog(Mug, Print);

        var found = await catalog.FindAsync(7, ["42", "43", "not: an id"], Cancellation);

        Assert.Equal([KeyValuePair.Create("42", Mug)], found);
        Assert.Empty(await catalog.FindAsync(9, ["42"], Cancellation));
    }

    [Fact]
    public void A_product_stands_in_the_list_once() =>
        Assert.Throws<ArgumentException>(static () => new FixedProductCatalog(Mug, Mug with { UnitPrice = 1m }));
}
