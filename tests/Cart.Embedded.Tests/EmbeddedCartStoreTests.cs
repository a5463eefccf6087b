using Cart.Engine;
using Cart.Redis;
using Cart.Testing;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Cart.Embedded.Tests;

/// <summary>One embedded server for the tests of a class.</summary>
public sealed class EmbeddedServer : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private EmbeddedCartServer? _server;

    public IConnectionMultiplexer Connection { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _server = EmbeddedCartServer.Start(_directory.Path);
        Connection = await ConnectionMultiplexer.ConnectAsync(RedisConnection.Configure(_server.ConnectionString));
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        _server?.Dispose();
        _directory.Dispose();
    }
}

public sealed class EmbeddedCartStoreTests(EmbeddedServer server) : CartStoreContract, IClassFixture<EmbeddedServer>
{
    private protected override Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        Task.FromResult<ICartStore>(new RedisCartStore(RedisLink.Of(server.Connection), Options.Create(options), time, CartKeys.Default));
}

public sealed class EmbeddedCheckoutTests(EmbeddedServer server) : CartCheckoutContract, IClassFixture<EmbeddedServer>
{
    private protected override Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        Task.FromResult<ICartStore>(new RedisCartStore(RedisLink.Of(server.Connection), Options.Create(options), time, CartKeys.Default));
}

public sealed class EmbeddedOperationTests(EmbeddedServer server) : CartOperationContract, IClassFixture<EmbeddedServer>
{
    private protected override Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        Task.FromResult<ICartStore>(new RedisCartStore(RedisLink.Of(server.Connection), Options.Create(options), time, CartKeys.Default));
}

public sealed class EmbeddedFieldTests(EmbeddedServer server) : CartFieldContract, IClassFixture<EmbeddedServer>
{
    private protected override Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        Task.FromResult<ICartStore>(new RedisCartStore(RedisLink.Of(server.Connection), Options.Create(options), time, CartKeys.Default));
}

public sealed class EmbeddedMergeTests(EmbeddedServer server) : CartMergeContract, IClassFixture<EmbeddedServer>
{
    private protected override Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        Task.FromResult<ICartStore>(new RedisCartStore(RedisLink.Of(server.Connection), Options.Create(options), time, CartKeys.Default));
}

public sealed class EmbeddedMergeServiceTests(EmbeddedServer server) : MergeContract, IClassFixture<EmbeddedServer>
{
    private protected override Task<ICartStore> CreateAsync(CartOptions options) =>
        Task.FromResult<ICartStore>(new RedisCartStore(
            RedisLink.Of(server.Connection), Options.Create(options), TimeProvider.System, CartKeys.Default));
}

public sealed class EmbeddedUserCartsTests(EmbeddedServer server) : UserCartsContract, IClassFixture<EmbeddedServer>
{
    protected override Task<IUserCarts> CreateAsync() =>
        Task.FromResult<IUserCarts>(new RedisUserCarts(RedisLink.Of(server.Connection), Options.Create(new CartOptions()), CartKeys.Default));
}

public sealed class EmbeddedAdjustTests(EmbeddedServer server) : CartAdjustContract, IClassFixture<EmbeddedServer>
{
    private protected override Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        Task.FromResult<ICartStore>(new RedisCartStore(RedisLink.Of(server.Connection), Options.Create(options), time, CartKeys.Default));
}

public sealed class EmbeddedStockTests(EmbeddedServer server) : CartStockContract, IClassFixture<EmbeddedServer>
{
    private protected override Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        Task.FromResult<ICartStore>(new RedisCartStore(RedisLink.Of(server.Connection), Options.Create(options), time, CartKeys.Default));
}

public sealed class EmbeddedCrowdTests(EmbeddedServer server) : CrowdContract, IClassFixture<EmbeddedServer>
{
    private protected override Task<ICartStore> CreateAsync(CartOptions options) =>
        Task.FromResult<ICartStore>(new RedisCartStore(
            RedisLink.Of(server.Connection), Options.Create(options), TimeProvider.System, CartKeys.Default));
}

public sealed class EmbeddedWatchTests(EmbeddedServer server) : CartWatchContract, IClassFixture<EmbeddedServer>
{
    private protected override Task<(ICartStore Carts, ICartWatch Watch)> CreateAsync() => Task.FromResult<(ICartStore, ICartWatch)>((
        new RedisCartStore(RedisLink.Of(server.Connection), Options.Create(new CartOptions()), TimeProvider.System, CartKeys.Default),
        new RedisCartWatch(RedisLink.Of(server.Connection), Options.Create(new CartOptions()), TimeProvider.System, CartKeys.Default)));
}

public sealed class EmbeddedCartDirectoryTests(EmbeddedServer server) : CartDirectoryContract, IClassFixture<EmbeddedServer>
{
    private protected override Task<(ICartStore Carts, ICartDirectory Directory)> CreateAsync(TimeProvider time) => Task.FromResult<(ICartStore, ICartDirectory)>((
        new RedisCartStore(RedisLink.Of(server.Connection), Options.Create(new CartOptions()), time, CartKeys.Default),
        new RedisCartDirectory(RedisLink.Of(server.Connection), Options.Create(new CartOptions()), TimeProvider.System, CartKeys.Default)));
}

public sealed class EmbeddedCurrencyTests(EmbeddedServer server) : CartCurrencyContract, IClassFixture<EmbeddedServer>
{
    private protected override Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        Task.FromResult<ICartStore>(new RedisCartStore(RedisLink.Of(server.Connection), Options.Create(options), time, CartKeys.Default));
}
