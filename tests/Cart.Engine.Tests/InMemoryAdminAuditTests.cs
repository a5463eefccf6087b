using Cart.Testing;

namespace Cart.Engine.Tests;

public sealed class InMemoryAdminAuditTests : AdminAuditContract
{
    private protected override Task<IAdminAudit> CreateAsync() => Task.FromResult<IAdminAudit>(new InMemoryAdminAudit(TimeProvider.System));
}
