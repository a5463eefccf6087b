using Cart.Testing;
using Microsoft.Extensions.Options;

namespace Cart.Engine.Tests;

public sealed class InMemoryCartStoreTests : CartStoreContract
{
    private protected override Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        Task.FromResult<ICartStore>(new InMemoryCartStore(Options.Create(options), time));
}

public sealed class InMemoryCurrencyTests : CartCurrencyContract
{
    private ICartStore? _carts;

    private protected override Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        Task.FromResult(_carts = new InMemoryCartStore(Options.Create(options), time));

    // A store in memory is of one host, so the currency changes under it.
    private protected override Task<ICartStore> ReopenAsync(CartOptions options, string currency)
    {
        options.Currency = currency;
        return Task.FromResult(_carts!);
    }
}

public sealed class InMemoryCheckoutTests : CartCheckoutContract
{
    private protected override Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        Task.FromResult<ICartStore>(new InMemoryCartStore(Options.Create(options), time));
}

public sealed class InMemoryOperationTests : CartOperationContract
{
    private protected override Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        Task.FromResult<ICartStore>(new InMemoryCartStore(Options.Create(options), time));
}

public sealed class InMemoryFieldTests : CartFieldContract
{
    private protected override Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        Task.FromResult<ICartStore>(new InMemoryCartStore(Options.Create(options), time));
}

public sealed class InMemoryMergeTests : CartMergeContract
{
    private protected override Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        Task.FromResult<ICartStore>(new InMemoryCartStore(Options.Create(options), time));
}

public sealed class InMemoryMergeServiceTests : MergeContract
{
    private protected override Task<ICartStore> CreateAsync(CartOptions options) =>
        Task.FromResult<ICartStore>(new InMemoryCartStore(Options.Create(options), TimeProvider.System));
}

public sealed class InMemoryUserCartsTests : UserCartsContract
{
    protected override Task<IUserCarts> CreateAsync() =>
        Task.FromResult<IUserCarts>(new InMemoryUserCarts());
}

public sealed class InMemoryAdjustTests : CartAdjustContract
{
    private protected override Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        Task.FromResult<ICartStore>(new InMemoryCartStore(Options.Create(options), time));
}

public sealed class InMemoryStockTests : CartStockContract
{
    private protected override Task<ICartStore> CreateAsync(CartOptions options, TimeProvider time) =>
        Task.FromResult<ICartStore>(new InMemoryCartStore(Options.Create(options), time));
}

public sealed class InMemoryCrowdTests : CrowdContract
{
    private protected override Task<ICartStore> CreateAsync(CartOptions options) =>
        Task.FromResult<ICartStore>(new InMemoryCartStore(Options.Create(options), TimeProvider.System));
}

public sealed class InMemoryWatchTests : CartWatchContract
{
    private protected override Task<(ICartStore Carts, ICartWatch Watch)> CreateAsync()
    {
        var store = new InMemoryCartStore(Options.Create(new CartOptions()), TimeProvider.System);
        return Task.FromResult<(ICartStore, ICartWatch)>((store, store));
    }
}

public sealed class InMemoryCartDirectoryTests : CartDirectoryContract
{
    private protected override Task<(ICartStore Carts, ICartDirectory Directory)> CreateAsync(TimeProvider time)
    {
        var store = new InMemoryCartStore(Options.Create(new CartOptions()), time);
        return Task.FromResult<(ICartStore, ICartDirectory)>((store, store));
    }
}
