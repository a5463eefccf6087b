using Cart.Engine;
using Cart.Testing;

namespace Cart.Persistence.Tests;

public sealed class PooledOrderStoreTests : OrderStoreContract, IClassFixture<PooledFixture>
{
    private readonly PooledFixture _postgres;

    public PooledOrderStoreTests(PooledFixture postgres)
    {
        PooledFixture.SkipWithoutPgBouncer();
        _postgres = postgres;
    }

    private protected override Task<IOrderStore> CreateAsync() => Task.FromResult<IOrderStore>(_postgres.Store);
}
