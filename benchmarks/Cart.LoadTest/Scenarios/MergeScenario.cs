using Cart.Engine;

namespace Cart.LoadTest;

/// <summary>Guests who add two products and sign in: their carts become a part of the cart that the user has. Each does so on two devices at once.</summary>
internal sealed class MergeScenario : IScenario
{
    private const int Users = 200;

    public string Name => "merge";

    public string Does => "a guest adds two products and signs in, on two devices at once, which merges both carts into the user's";

    public Task<IReadOnlyList<Contender>> PrepareAsync(ScenarioBench bench, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Contender>>([.. bench.Designs.Select(Prepare)]);

    private static Contender Prepare(IShopCarts design)
    {
        var ledger = new UnitLedger([.. Enumerable.Range(0, Users).Select(static _ => CartId.New())]);
        return new Contender
        {
            Name = design.Name,
            IsEngine = design is EngineCarts,
            Operation = OperateAsync,
            CheckAsync = token => ledger.CheckAsync(design, token),
            CleanAsync = token => design.RemoveAsync([.. ledger.Carts], token),
        };

        async Task<bool> OperateAsync(int number, CancellationToken cancellationToken)
        {
            var (guest, user) = (CartId.New(), (int)((uint)(number / 2) * 2_654_435_761L % Users));
            var product = number % (Shelf.Products.Length - 1);
            await ledger.CountAsync(user, 3, async () =>
            {
                await design.AddAsync(guest, Shelf.Products[product], 1, cancellationToken);
                await design.AddAsync(guest, Shelf.Products[product + 1], 2, cancellationToken);
                await design.MergeAsync(guest, ledger.Carts[user], cancellationToken);
            });
            return true;
        }
    }
}
