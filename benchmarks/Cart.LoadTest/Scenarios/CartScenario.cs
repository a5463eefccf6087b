namespace Cart.LoadTest;

/// <summary>Shoppers who read their carts and add to them, so many of a hundred operations each.</summary>
internal sealed class CartScenario(string name, string does, int addsInHundred) : IScenario
{
    private const int Carts = 1_000;
    private const int Lines = 5;

    public string Name => name;

    public string Does => does;

    public async Task<IReadOnlyList<Contender>> PrepareAsync(ScenarioBench bench, CancellationToken cancellationToken)
    {
        var carts = await FilledCarts.FillAsync(bench.Designs, Carts, Lines, cancellationToken);
        return [.. bench.Designs.Select(design => Prepare(design, carts))];
    }

    private Contender Prepare(IShopCarts design, FilledCarts carts)
    {
        var places = carts.All.Index().ToDictionary(static pair => pair.Item, static pair => pair.Index);
        var ledger = new UnitLedger(carts.All);
        foreach (var place in places.Values)
        {
            ledger.Acknowledge(place, Lines);
        }

        return new Contender
        {
            Name = design.Name,
            IsEngine = design is EngineCarts,
            Operation = OperateAsync,
            CheckAsync = token => ledger.CheckAsync(design, token),
            CleanAsync = token => design.RemoveAsync([.. carts.All], token),
        };

        async Task<bool> OperateAsync(int number, CancellationToken cancellationToken)
        {
            // Two requests in a row are the same shopper's: a double click, or a second tab.
            var pair = number / 2;
            var (cart, product) = carts.Of(pair);
            // Spread over the hundred, or all adds would come at once.
            if ((int)((uint)pair * 37 % 100) < addsInHundred)
            {
                await ledger.CountAsync(places[cart], 1, () => design.AddAsync(cart, Shelf.Products[product], 1, cancellationToken));
            }
            else
            {
                var lines = await design.ReadAsync(cart, cancellationToken);
                Expect.That(lines.Count == Lines, "The lines of a cart", lines.Count);
            }

            return true;
        }
    }
}
