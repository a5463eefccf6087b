using Cart.Engine;

namespace Cart.LoadTest;

/// <summary>The products that the load is about, with one price for each.</summary>
internal static class Shelf
{
    /// <summary>Eight products, as few as a hot sale has.</summary>
    public static readonly ProductKey[] Products = [.. Enumerable.Range(1, 8).Select(static id => new ProductKey(7, id))];

    public static decimal PriceOf(ProductKey product) => 1.99m + (product.ObjectId.Length * 0.5m) + (product.ObjectId[^1] - '0');
}
