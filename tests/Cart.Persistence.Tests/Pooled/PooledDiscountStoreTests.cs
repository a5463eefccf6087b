using Cart.Engine;
using Cart.Testing;

namespace Cart.Persistence.Tests;

public sealed class PooledDiscountStoreTests : DiscountStoreContract, IClassFixture<PooledFixture>
{
    private readonly PooledFixture _postgres;

    public PooledDiscountStoreTests(PooledFixture postgres)
    {
        PooledFixture.SkipWithoutPgBouncer();
        _postgres = postgres;
    }

    private protected override Task<(IDiscountStore Discounts, IOrderStore Orders)> CreateAsync() =>
        Task.FromResult<(IDiscountStore, IOrderStore)>((_postgres.Discounts, _postgres.StoreWith("Maximum Pool Size=20")));
}
