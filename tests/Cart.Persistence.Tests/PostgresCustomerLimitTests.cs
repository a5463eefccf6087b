using Cart.Engine;
using Cart.Testing;

namespace Cart.Persistence.Tests;

public sealed class PostgresCustomerLimitTests(PostgresFixture postgres) : CustomerLimitContract, IClassFixture<PostgresFixture>
{
    private protected override Task<(IDiscountStore Discounts, IOrderStore Orders)> CreateAsync() =>
        Task.FromResult<(IDiscountStore, IOrderStore)>((postgres.Discounts, postgres.Store));
}
