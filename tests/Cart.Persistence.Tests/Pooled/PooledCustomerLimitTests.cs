using Cart.Engine;
using Cart.Testing;

namespace Cart.Persistence.Tests;

public sealed class PooledCustomerLimitTests : CustomerLimitContract, IClassFixture<PooledFixture>
{
    private readonly PooledFixture _postgres;

    public PooledCustomerLimitTests(PooledFixture postgres)
    {
        PooledFixture.SkipWithoutPgBouncer();
        _postgres = postgres;
    }

    private protected override Task<(IDiscountStore Discounts, IOrderStore Orders)> CreateAsync() =>
        Task.FromResult<(IDiscountStore, IOrderStore)>((_postgres.Discounts, _postgres.Store));
}
