using Cart.Engine;

namespace Cart.LoadTest;

/// <summary>Carts that have lines already, the same in every design: adds go to lines that are there, so that carts keep their size.</summary>
internal sealed class FilledCarts
{
    private readonly CartId[] _carts;
    private readonly int _lines;

    private FilledCarts(CartId[] carts, int lines) => (_carts, _lines) = (carts, lines);

    public IReadOnlyList<CartId> All => _carts;

    /// <summary>Fills carts of up to eight lines; the products of a cart follow one another on the shelf.</summary>
    public static async Task<FilledCarts> FillAsync(IReadOnlyList<IShopCarts> designs, int carts, int lines, CancellationToken cancellationToken)
    {
        var filled = new FilledCarts([.. Enumerable.Range(0, carts).Select(static _ => CartId.New())], lines);
        foreach (var design in designs)
        {
            await Parallel.ForAsync(0, carts, new ParallelOptions { MaxDegreeOfParallelism = TargetBench.Callers, CancellationToken = cancellationToken }, async (cart, token) =>
            {
                for (var line = 0; line < lines; line++)
                {
                    await design.AddAsync(filled._carts[cart], ProductOf(cart, line), 1, token);
                }
            });
        }

        return filled;
    }

    /// <summary>The cart of an operation, and the place of its product on the shelf: all carts come up, in an order that nothing can guess ahead.</summary>
    public (CartId Cart, int Product) Of(int operation)
    {
        var cart = (int)((uint)operation * 2_654_435_761L % (uint)_carts.Length);
        return (_carts[cart], (cart + (operation % _lines)) % Shelf.Products.Length);
    }

    private static ProductKey ProductOf(int cart, int line) => Shelf.Products[(cart + line) % Shelf.Products.Length];
}
