using Cart.Engine;
using Cart.Testing;

namespace Cart.Persistence.Tests;

public sealed class PostgresDiscountStoreTests(PostgresFixture postgres) : DiscountStoreContract, IClassFixture<PostgresFixture>
{
    private protected override Task<(IDiscountStore Discounts, IOrderStore Orders)> CreateAsync() =>
        Task.FromResult<(IDiscountStore, IOrderStore)>((postgres.Discounts, postgres.StoreWith("Maximum Pool Size=20")));
}
