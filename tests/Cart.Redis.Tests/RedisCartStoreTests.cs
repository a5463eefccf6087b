using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.Options;

namespace Cart.Redis.Tests;

public sealed class RedisCartStoreTests : CartStoreContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(await TestRedis.ConnectionAsync(), Options.Create(options), time);
}

public sealed class RedisCurrencyTests : CartCurrencyContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(await TestRedis.ConnectionAsync(), Options.Create(options), time);
}

public sealed class RedisCheckoutTests : CartCheckoutContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(await TestRedis.ConnectionAsync(), Options.Create(options), time);
}

public sealed class RedisOperationTests : CartOperationContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(await TestRedis.ConnectionAsync(), Options.Create(options), time);
}

public sealed class RedisFieldTests : CartFieldContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(await TestRedis.ConnectionAsync(), Options.Create(options), time);
}

public sealed class RedisMergeTests : CartMergeContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(await TestRedis.ConnectionAsync(), Options.Create(options), time);
}

public sealed class RedisMergeServiceTests : MergeContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options) =>
        new RedisCartStore(await TestRedis.ConnectionAsync(), Options.Create(options), TimeProvider.System);
}

public sealed class RedisUserCartsTests : UserCartsContract
{
    protected override async Task<IUserCarts> CreateAsync() =>
        new RedisUserCarts(await TestRedis.ConnectionAsync(), Options.Create(new CartOptions()));
}

public sealed class RedisDiscountGateTests : DiscountGateContract
{
    private protected override async Task<IDiscountGate> CreateAsync() => new RedisDiscountGate(await TestRedis.ConnectionAsync());
}

public sealed class RedisAdjustTests : CartAdjustContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(await TestRedis.ConnectionAsync(), Options.Create(options), time);
}

public sealed class RedisStockTests : CartStockContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(await TestRedis.ConnectionAsync(), Options.Create(options), time);
}

public sealed class RedisCrowdTests : CrowdContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options) =>
        new RedisCartStore(await TestRedis.ConnectionAsync(), Options.Create(options), TimeProvider.System);
}

public sealed class RedisWatchTests : CartWatchContract
{
    private protected override async Task<(ICartStore Carts, ICartWatch Watch)> CreateAsync()
    {
        var connection = await TestRedis.ConnectionAsync();
        return (new RedisCartStore(connection, Options.Create(new CartOptions()), TimeProvider.System), new RedisCartWatch(connection, Options.Create(new CartOptions()), TimeProvider.System));
    }
}

[Collection(AccessListTests.Turn)]
public sealed class RedisCartDirectoryTests : CartDirectoryContract
{
    private protected override async Task<(ICartStore Carts, ICartDirectory Directory)> CreateAsync(TimeProvider time)
    {
        var connection = await TestRedis.ConnectionAsync();
        return (new RedisCartStore(connection, Options.Create(new CartOptions()), time), new RedisCartDirectory(connection, Options.Create(new CartOptions()), TimeProvider.System));
    }
}
