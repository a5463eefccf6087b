using Cart.Engine;

namespace Cart.LoadTest;

/// <summary>Whole shopping trips: three lines into a cart, and its checkout into an order; with a hot code that has a cap, or without.</summary>
internal sealed class CheckoutScenario(string name, string does, long? cap) : IScenario
{
    public string Name => name;

    public string Does => does;

    private DiscountCode? Code => cap is null ? null : LoadedShop.Hot;

    public async Task<IReadOnlyList<Contender>> PrepareAsync(ScenarioBench bench, CancellationToken cancellationToken)
    {
        var engine = await bench.OpenShopAsync(cap ?? 1, cancellationToken);
        var locked = await bench.OpenShopAsync(cap ?? 1, cancellationToken);
        var contenders = new List<Contender>
        {
            Prepare("engine", isEngine: true, engine.Plain, token => engine.Shop.ShopAsync(Code, token)),
            await LockedAsync(locked.Plain, cancellationToken),
        };
        if (cap is { } most)
        {
            var unlocked = await bench.OpenShopAsync(most, cancellationToken);
            await unlocked.Plain.CreateUnlockedCodeAsync(cancellationToken);
            contenders.Add(Prepare(
                "one transaction an order, nothing locked", isEngine: false, unlocked.Plain, token => unlocked.Plain.PlaceUnlockedAsync(OrderRows.Draft(null), most, token)));
        }

        return contenders;
    }

    private async Task<Contender> LockedAsync(PlainOrders plain, CancellationToken cancellationToken)
    {
        var discount = await plain.PrepareAsync(cancellationToken);
        return Prepare(
            cap is null ? "one transaction an order" : "one transaction an order, row locked",
            isEngine: false,
            plain,
            token => plain.PlaceAsync(OrderRows.Draft(Code), cap is null ? null : discount, token));
    }

    private Contender Prepare(string design, bool isEngine, PlainOrders orders, Func<CancellationToken, Task<bool>> place)
    {
        var tally = new OrderTally();
        return new Contender
        {
            Name = design,
            IsEngine = isEngine,
            Operation = (_, token) => tally.CountAsync(() => place(token)),
            CheckAsync = async token => tally.Check(
                cap is null ? "orders" : "orders with the code", await orders.CountOrdersAsync(token), cap ?? long.MaxValue),
            CleanAsync = _ =>
            {
                orders.ReleaseConnections();
                return Task.CompletedTask;
            },
        };
    }
}
