using Cart.Engine;

namespace Cart.LoadTest;

/// <summary>Carts of any number of lines, which have all the same products.</summary>
internal sealed class LongCarts
{
    private LongCarts(CartId[] carts, ProductKey[] products) => (All, Products) = (carts, products);

    public IReadOnlyList<CartId> All { get; }

    public IReadOnlyList<ProductKey> Products { get; }

    public static async Task<LongCarts> FillAsync(TargetBench bench, int carts, int lines, CancellationToken cancellationToken)
    {
        var filled = new LongCarts(
            [.. Enumerable.Range(0, carts).Select(static _ => CartId.New())], [.. Enumerable.Range(1, lines).Select(static id => new ProductKey(7, id))]);
        var all = new AddLines([.. filled.Products.Select(static product => new CartLine(product, 1, Shelf.PriceOf(product)))]);
        foreach (var cart in filled.All)
        {
            var result = await bench.Engine.ApplyAsync(cart, all, cancellationToken);
            Expect.That(result.Status is CartStatus.Ok, "Filling a cart", result.Status);
        }

        return filled;
    }

    /// <summary>The cart and the product of an operation; every line comes up.</summary>
    public (CartId Cart, ProductKey Product) Of(int operation) =>
        (All[operation % All.Count], Products[(int)((uint)operation * 2_654_435_761L % (uint)Products.Count)]);
}
