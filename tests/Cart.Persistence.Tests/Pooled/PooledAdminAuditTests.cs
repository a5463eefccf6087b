using Cart.Engine;
using Cart.Testing;

namespace Cart.Persistence.Tests;

public sealed class PooledAdminAuditTests : AdminAuditContract, IClassFixture<PooledFixture>
{
    private readonly PooledFixture _postgres;

    public PooledAdminAuditTests(PooledFixture postgres)
    {
        PooledFixture.SkipWithoutPgBouncer();
        _postgres = postgres;
    }

    private protected override Task<IAdminAudit> CreateAsync() => Task.FromResult<IAdminAudit>(_postgres.Audit);
}
