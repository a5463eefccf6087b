using Cart.Engine;
using Cart.Redis;
using Cart.Testing;
using Microsoft.Extensions.Options;

namespace Cart.Cluster.Tests;

public sealed class ClusterCartStoreTests(CalmCluster cluster) : CartStoreContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(RedisLink.Of(await cluster.ConnectionAsync()), Options.Create(options), time, CartKeys.Default);
}

public sealed class ClusterCartCheckoutTests(CalmCluster cluster) : CartCheckoutContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(RedisLink.Of(await cluster.ConnectionAsync()), Options.Create(options), time, CartKeys.Default);
}

public sealed class ClusterOperationTests(CalmCluster cluster) : CartOperationContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(RedisLink.Of(await cluster.ConnectionAsync()), Options.Create(options), time, CartKeys.Default);
}

public sealed class ClusterFieldTests(CalmCluster cluster) : CartFieldContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(RedisLink.Of(await cluster.ConnectionAsync()), Options.Create(options), time, CartKeys.Default);
}

public sealed class ClusterAdjustTests(CalmCluster cluster) : CartAdjustContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(RedisLink.Of(await cluster.ConnectionAsync()), Options.Create(options), time, CartKeys.Default);
}

public sealed class ClusterMergeTests(CalmCluster cluster) : CartMergeContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(RedisLink.Of(await cluster.ConnectionAsync()), Options.Create(options), time, CartKeys.Default);
}

public sealed class ClusterMergeServiceTests(CalmCluster cluster) : MergeContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options) =>
        new RedisCartStore(RedisLink.Of(await cluster.ConnectionAsync()), Options.Create(options), TimeProvider.System, CartKeys.Default);
}

public sealed class ClusterUserCartsTests(CalmCluster cluster) : UserCartsContract
{
    protected override async Task<IUserCarts> CreateAsync() =>
        new RedisUserCarts(RedisLink.Of(await cluster.ConnectionAsync()), Options.Create(new CartOptions()), CartKeys.Default);
}

public sealed class ClusterDiscountGateTests(CalmCluster cluster) : DiscountGateContract
{
    private protected override async Task<IDiscountGate> CreateAsync() =>
        new RedisDiscountGate(RedisLink.Of(await cluster.ConnectionAsync()), CartKeys.Default);
}

public sealed class ClusterWatchTests(CalmCluster cluster) : CartWatchContract
{
    private protected override async Task<(ICartStore Carts, ICartWatch Watch)> CreateAsync()
    {
        var connection = await cluster.ConnectionAsync();
        return (
            new RedisCartStore(RedisLink.Of(connection), Options.Create(new CartOptions()), TimeProvider.System, CartKeys.Default),
            new RedisCartWatch(RedisLink.Of(connection), Options.Create(new CartOptions()), TimeProvider.System, CartKeys.Default));
    }
}

/// <summary>Whole checkouts, whose orders are kept in memory.</summary>
public sealed class ClusterCheckoutTests(CalmCluster cluster) : CheckoutContract
{
    private protected override async Task<(ICartStore Carts, IOrderStore Orders)> CreateAsync(CartOptions options) =>
        (new RedisCartStore(RedisLink.Of(await cluster.ConnectionAsync()), Options.Create(options), TimeProvider.System, CartKeys.Default),
            new InMemoryOrderStore(new InMemoryDiscountStore(), TimeProvider.System));
}

public sealed class ClusterAgainstModelTests(CalmCluster cluster)
{
    [Fact]
    public async Task A_cluster_and_memory_answer_and_hold_the_same_after_every_step()
    {
        var options = Options.Create(RandomCommands.TightLimits);
        var carts = new RedisCartStore(RedisLink.Of(await cluster.ConnectionAsync()), options, TimeProvider.System, CartKeys.Default);
        foreach (var seed in Enumerable.Range(5000, 25))
        {
            await RandomCommands.CompareAsync(seed, steps: 60, new InMemoryCartStore(options, TimeProvider.System), carts, TestContext.Current.CancellationToken);
        }
    }
}
