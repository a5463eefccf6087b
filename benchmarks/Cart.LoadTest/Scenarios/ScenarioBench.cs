namespace Cart.LoadTest;

/// <summary>The servers and designs of a scenario run.</summary>
internal sealed class ScenarioBench : IAsyncDisposable
{
    private readonly TargetBench _bench;
    private readonly PostgresCarts _postgres;
    private readonly List<IAsyncDisposable> _opened = [];

    private ScenarioBench(TargetBench bench, PostgresCarts postgres) => (_bench, _postgres) = (bench, postgres);

    public ServerAddresses Addresses => _bench.Redis.Addresses;

    /// <summary>The engine, and the designs that it is compared with.</summary>
    public IReadOnlyList<IShopCarts> Designs =>
        [_bench.Carts, new ProtobufCarts(_bench.Redis.Database), new JsonCarts(_bench.Redis.Database), new WatchedCarts(_bench.Redis.Database), _postgres];

    public static async Task<ScenarioBench> OpenAsync(ServerAddresses addresses, Narrator narrator, CancellationToken cancellationToken)
    {
        var postgres = await PostgresCarts.OpenAsync(addresses, cancellationToken);
        return new ScenarioBench(await TargetBench.OpenAsync(addresses, new Rounds(1, narrator)), postgres);
    }

    /// <summary>Opens a shop with tables of its own, which ends with the run.</summary>
    public async Task<(LoadedShop Shop, PlainOrders Plain)> OpenShopAsync(long hotUses, CancellationToken cancellationToken)
    {
        var shop = await LoadedShop.OpenAsync(Addresses, hotUses, cancellationToken);
        var plain = new PlainOrders(Addresses.NeededPostgres, shop.Schema);
        _opened.AddRange([plain, shop]);
        return (shop, plain);
    }

    /// <summary>Closes the shops of the scenario that has ended.</summary>
    public async Task CloseShopsAsync()
    {
        foreach (var opened in _opened)
        {
            await opened.DisposeAsync();
        }

        _opened.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseShopsAsync();
        await _postgres.DisposeAsync();
        await _bench.DisposeAsync();
    }
}
