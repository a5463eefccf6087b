using Cart.Engine;
using Cart.Testing;

namespace Cart.Persistence.Tests;

public sealed class PostgresOrderStoreTests(PostgresFixture postgres) : OrderStoreContract, IClassFixture<PostgresFixture>
{
    private protected override Task<IOrderStore> CreateAsync() => Task.FromResult<IOrderStore>(postgres.Store);
}

public sealed class PostgresOrderRecordTests(PostgresFixture postgres) : OrderRecordContract, IClassFixture<PostgresFixture>
{
    private protected override Task<IOrderStore> CreateAsync() => Task.FromResult<IOrderStore>(postgres.Store);
}
