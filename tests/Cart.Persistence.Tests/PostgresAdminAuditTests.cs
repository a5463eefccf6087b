using Cart.Engine;
using Cart.Testing;

namespace Cart.Persistence.Tests;

public sealed class PostgresAdminAuditTests(PostgresFixture postgres) : AdminAuditContract, IClassFixture<PostgresFixture>
{
    private protected override Task<IAdminAudit> CreateAsync() => Task.FromResult<IAdminAudit>(postgres.Audit);
}
