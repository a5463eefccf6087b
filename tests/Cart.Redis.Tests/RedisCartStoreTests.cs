using Cart.Engine;
using Cart.Testing;
using Microsoft.Extensions.Options;

namespace Cart.Redis.Tests;

public sealed class RedisCartStoreTests : CartStoreContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(RedisLink.Of(await TestRedis.ConnectionAsync()), Options.Create(options), time, CartKeys.Default);
}

public sealed class RedisCurrencyTests : CartCurrencyContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(RedisLink.Of(await TestRedis.ConnectionAsync()), Options.Create(options), time, CartKeys.Default);
}

public sealed class RedisCheckoutTests : CartCheckoutContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(RedisLink.Of(await TestRedis.ConnectionAsync()), Options.Create(options), time, CartKeys.Default);
}

public sealed class RedisOperationTests : CartOperationContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(RedisLink.Of(await TestRedis.ConnectionAsync()), Options.Create(options), time, CartKeys.Default);
}

public sealed class RedisFieldTests : CartFieldContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(RedisLink.Of(await TestRedis.ConnectionAsync()), Options.Create(options), time, CartKeys.Default);
}

public sealed class RedisMergeTests : CartMergeContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(RedisLink.Of(await TestRedis.ConnectionAsync()), Options.Create(options), time, CartKeys.Default);
}

public sealed class RedisMergeServiceTests : MergeContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options) =>
        new RedisCartStore(RedisLink.Of(await TestRedis.ConnectionAsync()), Options.Create(options), TimeProvider.System, CartKeys.Default);
}

public sealed class RedisUserCartsTests : UserCartsContract
{
    protected override async Task<IUserCarts> CreateAsync() =>
        new RedisUserCarts(RedisLink.Of(await TestRedis.ConnectionAsync()), Options.Create(new CartOptions()), CartKeys.Default);
}

public sealed class RedisDiscountGateTests : DiscountGateContract
{
    private protected override async Task<IDiscountGate> CreateAsync() =>
        new RedisDiscountGate(RedisLink.Of(await TestRedis.ConnectionAsync()), CartKeys.Default);
}

public sealed class RedisAdjustTests : CartAdjustContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(RedisLink.Of(await TestRedis.ConnectionAsync()), Options.Create(options), time, CartKeys.Default);
}

public sealed class RedisStockTests : CartStockContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        new RedisCartStore(RedisLink.Of(await TestRedis.ConnectionAsync()), Options.Create(options), time, CartKeys.Default);
}

public sealed class RedisCrowdTests : CrowdContract
{
    private protected override async Task<ICartStore> CreateAsync(CartOptions options) =>
        new RedisCartStore(RedisLink.Of(await TestRedis.ConnectionAsync()), Options.Create(options), TimeProvider.System, CartKeys.Default);
}

public sealed class RedisWatchTests : CartWatchContract
{
    private protected override async Task<(ICartStore Carts, ICartWatch Watch)> CreateAsync()
    {
        var connection = await TestRedis.ConnectionAsync();
        return (
            new RedisCartStore(RedisLink.Of(connection), Options.Create(new CartOptions()), TimeProvider.System, CartKeys.Default),
            new RedisCartWatch(RedisLink.Of(connection), Options.Create(new CartOptions()), TimeProvider.System, CartKeys.Default));
    }
}

[Collection(AccessListTests.Turn)]
public sealed class RedisCartDirectoryTests : CartDirectoryContract
{
    private protected override async Task<(ICartStore Carts, ICartDirectory Directory)> CreateAsync(TimeProvider time)
    {
        var connection = await TestRedis.ConnectionAsync();
        return (
            new RedisCartStore(RedisLink.Of(connection), Options.Create(new CartOptions()), time, CartKeys.Default),
            new RedisCartDirectory(RedisLink.Of(connection), Options.Create(new CartOptions()), TimeProvider.System, CartKeys.Default));
    }
}
